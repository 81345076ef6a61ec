-- What happens when rows of app.user_preferences change, and who may see or change them: their owner, and admins read.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER user_preferences_touch
    BEFORE UPDATE ON app.user_preferences
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION app.touch();

GRANT SELECT, INSERT (user_id, document), UPDATE (document) ON app.user_preferences TO app_api;
GRANT SELECT (user_id, document) ON app.user_preferences TO app_reader;

ALTER TABLE app.user_preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.user_preferences FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS user_preferences_select ON app.user_preferences;
CREATE POLICY user_preferences_select ON app.user_preferences FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

DROP POLICY IF EXISTS user_preferences_insert ON app.user_preferences;
CREATE POLICY user_preferences_insert ON app.user_preferences FOR INSERT TO app_api
    WITH CHECK (user_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS user_preferences_update ON app.user_preferences;
CREATE POLICY user_preferences_update ON app.user_preferences FOR UPDATE TO app_api
    USING (user_id = (SELECT app.actor_id()))
    WITH CHECK (user_id = (SELECT app.actor_id()));
