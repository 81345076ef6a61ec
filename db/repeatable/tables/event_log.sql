-- Closed to the runtime: triggers write, and the functions of event_log.sql show each reader what they may see.
-- migrate: allow=PGM416,PGM417 reason="no policy on purpose; one table, with lock backoff, only when its rules change"

ALTER TABLE app.event_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.event_log FORCE ROW LEVEL SECURITY;
