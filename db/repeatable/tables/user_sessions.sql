-- What happens when rows of app.user_sessions change, and who may see or change them.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

-- Revoked first, because a grant that named no columns preceded these.
REVOKE INSERT ON app.user_sessions FROM app_api;
GRANT SELECT ON app.user_sessions TO app_api;
GRANT INSERT (id, user_id, created_at, last_used_at, expires_at, user_agent, ip) ON app.user_sessions TO app_api;
GRANT UPDATE (last_used_at, revoked_at, revoked_reason, user_agent, ip) ON app.user_sessions TO app_api;

-- A sign-in and a refresh say when and from where a session is used; people only end it.
CREATE OR REPLACE TRIGGER user_sessions_guard_facts
    BEFORE UPDATE OF last_used_at, user_agent, ip ON app.user_sessions
    FOR EACH ROW
    WHEN ((OLD.last_used_at, OLD.user_agent, OLD.ip) IS DISTINCT FROM (NEW.last_used_at, NEW.user_agent, NEW.ip))
    EXECUTE FUNCTION app.guard_columns('system');

-- People see and end their own sessions. Agora itself signs in and refreshes: there is no user at that moment.
ALTER TABLE app.user_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.user_sessions FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS user_sessions_select ON app.user_sessions;
CREATE POLICY user_sessions_select ON app.user_sessions FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

DROP POLICY IF EXISTS user_sessions_insert ON app.user_sessions;
CREATE POLICY user_sessions_insert ON app.user_sessions FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS user_sessions_update ON app.user_sessions;
CREATE POLICY user_sessions_update ON app.user_sessions FOR UPDATE TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()))
    WITH CHECK (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

CREATE OR REPLACE TRIGGER user_sessions_stay_revoked
    BEFORE UPDATE ON app.user_sessions
    FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION app.user_sessions_stay_revoked();

CREATE OR REPLACE TRIGGER user_sessions_ended
    AFTER UPDATE ON app.user_sessions
    FOR EACH ROW
    WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION app.announce_rights_change();

CREATE OR REPLACE TRIGGER user_sessions_deleted
    AFTER DELETE ON app.user_sessions
    FOR EACH ROW
    WHEN (OLD.revoked_at IS NULL AND OLD.expires_at > now())
    EXECUTE FUNCTION app.announce_rights_change();
