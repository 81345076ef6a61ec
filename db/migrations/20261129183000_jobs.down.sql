-- Loses queued jobs and what became of finished ones.
DROP FUNCTION IF EXISTS
    app.claim_jobs(text, text[], integer[], integer[], integer, interval),
    app.release_jobs(),
    app.fail_unknown_jobs(text[], integer[], interval, integer),
    app.purge_jobs(interval, interval, integer);
DROP TABLE app.job_kinds;
DROP TABLE app.jobs;
