-- One index for all finished jobs again.
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY jobs_finished_at_idx ON app.jobs (finished_at) WHERE finished_at IS NOT NULL;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.jobs_unsuccessful_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.jobs_succeeded_idx;

-- migrate: step
ALTER TABLE app.jobs DROP CONSTRAINT jobs_cancel_requested_at_check;
