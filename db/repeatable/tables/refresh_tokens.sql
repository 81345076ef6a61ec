-- Who may see or change rows of app.refresh_tokens: only Agora itself, as with all hashes of tokens.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

-- Revoked first, because a grant that named no columns preceded these.
REVOKE INSERT ON app.refresh_tokens FROM app_api;
GRANT SELECT ON app.refresh_tokens TO app_api;
GRANT INSERT (token_hash, session_id, issued_at, expires_at) ON app.refresh_tokens TO app_api;
GRANT UPDATE (used_at) ON app.refresh_tokens TO app_api;

ALTER TABLE app.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.refresh_tokens FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS refresh_tokens_system ON app.refresh_tokens;
CREATE POLICY refresh_tokens_system ON app.refresh_tokens TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));
