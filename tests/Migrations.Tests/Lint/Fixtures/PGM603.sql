--- triggers
SET search_path = ''; -- ! PGM603
SET SESSION work_mem TO '1GB'; -- ! PGM603
SELECT pg_catalog.set_config('search_path', '', false); -- ! PGM603
RESET work_mem; -- ! PGM603
SET TIME ZONE 'Europe/Berlin'; -- ! PGM603
--- passes
SET LOCAL work_mem = '1GB';
SELECT set_config('work_mem', '1GB', true);
-- migrate: step transaction=off
SET work_mem = '1GB';
