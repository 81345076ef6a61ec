-- Who may see or change rows of app.one_time_tokens: only Agora itself, as with all hashes of tokens.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

-- Revoked first, because a grant that named no columns preceded these.
REVOKE INSERT ON app.one_time_tokens FROM app_api;
GRANT SELECT ON app.one_time_tokens TO app_api;
GRANT INSERT (token_hash, user_id, purpose, email, issued_at, expires_at) ON app.one_time_tokens TO app_api;
GRANT UPDATE (used_at, expires_at) ON app.one_time_tokens TO app_api;

ALTER TABLE app.one_time_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.one_time_tokens FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS one_time_tokens_system ON app.one_time_tokens;
CREATE POLICY one_time_tokens_system ON app.one_time_tokens TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));
