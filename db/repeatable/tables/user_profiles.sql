-- What happens when rows of app.user_profiles change, and who may see or change them.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER user_profiles_audited_inserted
    AFTER INSERT ON app.user_profiles
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.user_profiles_audited();

CREATE OR REPLACE TRIGGER user_profiles_audited_updated
    AFTER UPDATE ON app.user_profiles
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.user_profiles_audited();

CREATE OR REPLACE TRIGGER user_profiles_audited_deleted
    AFTER DELETE ON app.user_profiles
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION app.user_profiles_audited();

CREATE OR REPLACE TRIGGER user_profiles_staff_edits
    AFTER UPDATE OF bio, avatar_url, avatar_id, social_links ON app.user_profiles
    FOR EACH ROW
    WHEN (current_user = 'app_api'
          AND (OLD.bio, OLD.avatar_url, OLD.avatar_id, OLD.social_links)
              IS DISTINCT FROM (NEW.bio, NEW.avatar_url, NEW.avatar_id, NEW.social_links))
    EXECUTE FUNCTION app.log_staff_act();

CREATE OR REPLACE TRIGGER user_profiles_touch
    BEFORE UPDATE ON app.user_profiles
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION app.touch();

-- Revoked first, because a grant that named no columns preceded these.
REVOKE UPDATE ON app.user_profiles FROM app_api;
GRANT SELECT ON app.user_profiles TO app_api, app_readonly;
GRANT UPDATE (bio, avatar_url, avatar_id, social_links) ON app.user_profiles TO app_api;

-- Profiles are public while the account is open; the person, an admin and Agora itself see it longer. A value and not EXISTS, which the
-- planner likes to answer for a long list by hashing every account there is.
ALTER TABLE app.user_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.user_profiles FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS user_profiles_select ON app.user_profiles;
CREATE POLICY user_profiles_select ON app.user_profiles FOR SELECT TO app_api, app_readonly
    USING (
        (SELECT true FROM app.members AS m WHERE m.id = user_id)
        OR user_id = (SELECT app.actor_id())
        OR (SELECT app.is_admin()));

DROP POLICY IF EXISTS user_profiles_update ON app.user_profiles;
CREATE POLICY user_profiles_update ON app.user_profiles FOR UPDATE TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()))
    WITH CHECK (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));
