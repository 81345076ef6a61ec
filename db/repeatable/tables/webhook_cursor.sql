-- Closed to the runtime: the fan-out reads and moves it (webhooks.sql).
-- migrate: allow=PGM416,PGM417 reason="no policy on purpose; one table, with lock backoff, only when its rules change"

ALTER TABLE app.webhook_cursor ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.webhook_cursor FORCE ROW LEVEL SECURITY;
