--- triggers
-- migrate: step transaction=off
SET LOCAL work_mem = '1GB'; -- ! PGM604
SELECT set_config('work_mem', '1GB', true); -- ! PGM604
--- passes
SET LOCAL work_mem = '1GB';
