-- Closed to the runtime: the functions of event_log.sql close batches and read them.
-- migrate: allow=PGM416,PGM417 reason="no policy on purpose; one table, with lock backoff, only when its rules change"

ALTER TABLE app.event_batches ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.event_batches FORCE ROW LEVEL SECURITY;
