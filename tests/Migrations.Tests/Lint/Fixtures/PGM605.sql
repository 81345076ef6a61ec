--- triggers
SET LOCAL lock_timeout = 0; -- ! PGM605
SET LOCAL statement_timeout = '0'; -- ! PGM605
SET LOCAL lock_timeout TO '10min'; -- ! PGM605
SET LOCAL statement_timeout = '2 d'; -- ! PGM605
SELECT set_config('lock_timeout', '0', true); -- ! PGM605
--- passes
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = 5000;
SET LOCAL statement_timeout TO DEFAULT;
