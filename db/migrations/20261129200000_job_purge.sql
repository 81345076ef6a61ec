-- The purge finds succeeded jobs and others by an index each: they are kept for different times. A job that was asked to stop is never
-- queued again.

-- migrate: step backfill table=app.jobs key=id
UPDATE app.jobs
SET state = 'cancelled',
    finished_at = statement_timestamp()
WHERE state = 'queued'
  AND cancel_requested_at IS NOT NULL
  AND id > :lo AND id <= :hi;

-- migrate: step
ALTER TABLE app.jobs
    ADD CONSTRAINT jobs_cancel_requested_at_check CHECK (state <> 'queued' OR cancel_requested_at IS NULL) NOT VALID;

-- migrate: step
ALTER TABLE app.jobs VALIDATE CONSTRAINT jobs_cancel_requested_at_check;

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY jobs_succeeded_idx ON app.jobs (finished_at) WHERE state = 'succeeded';

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY jobs_unsuccessful_idx ON app.jobs (finished_at) WHERE state IN ('failed', 'cancelled');

-- migrate: step transaction=off
-- migrate: allow=PGM506 reason="the two indexes above serve the purge"
DROP INDEX CONCURRENTLY app.jobs_finished_at_idx;
