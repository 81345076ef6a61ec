-- Who may see and store the first response to a request: only the user who sent it, staff do not.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

-- Revoked first, because a grant that named no columns preceded these.
REVOKE INSERT ON app.idempotency_keys FROM app_api;
GRANT SELECT ON app.idempotency_keys TO app_api;
GRANT INSERT (owner_id, key_hash, fingerprint, status, headers, body, expires_at) ON app.idempotency_keys TO app_api;
GRANT UPDATE (fingerprint, status, headers, body, expires_at) ON app.idempotency_keys TO app_api;

ALTER TABLE app.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.idempotency_keys FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS idempotency_keys_select ON app.idempotency_keys;
CREATE POLICY idempotency_keys_select ON app.idempotency_keys FOR SELECT TO app_api
    USING (owner_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS idempotency_keys_insert ON app.idempotency_keys;
CREATE POLICY idempotency_keys_insert ON app.idempotency_keys FOR INSERT TO app_api
    WITH CHECK (owner_id = (SELECT app.actor_id()));

-- A key whose time is over may be used again before the purge has come to it.
DROP POLICY IF EXISTS idempotency_keys_update ON app.idempotency_keys;
CREATE POLICY idempotency_keys_update ON app.idempotency_keys FOR UPDATE TO app_api
    USING (owner_id = (SELECT app.actor_id()))
    WITH CHECK (owner_id = (SELECT app.actor_id()));
