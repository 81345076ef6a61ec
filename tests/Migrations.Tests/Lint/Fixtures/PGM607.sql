--- triggers
SELECT pg_advisory_unlock_all(); -- ! PGM607
SELECT pg_terminate_backend(pid) FROM pg_stat_activity; -- ! PGM607
SELECT pg_cancel_backend(1); -- ! PGM607
-- migrate: step transaction=off
DISCARD ALL; -- ! PGM607
--- passes
SELECT pg_advisory_xact_lock(1);
-- migrate: step
CREATE FUNCTION app.kill(pid int) RETURNS boolean LANGUAGE sql AS 'SELECT pg_terminate_backend(pid)';
DISCARD PLANS;
