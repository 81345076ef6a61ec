-- Closed to the runtime: the claim of deliveries reads secrets (webhooks.sql).
-- migrate: allow=PGM416,PGM417 reason="no policy on purpose; one table, with lock backoff, only when its rules change"

ALTER TABLE app.webhook_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.webhook_secrets FORCE ROW LEVEL SECURITY;
