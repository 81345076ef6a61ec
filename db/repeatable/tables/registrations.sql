-- Who may see or change rows of app.registrations: only Agora itself.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, DELETE ON app.registrations TO app_api;
GRANT INSERT (id, email, username, full_name, password_hash, requested_at, expires_at) ON app.registrations TO app_api;
GRANT UPDATE (token_hash) ON app.registrations TO app_api;

ALTER TABLE app.registrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.registrations FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS registrations_system ON app.registrations;
CREATE POLICY registrations_system ON app.registrations TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));
