-- Who may see and change how moderation works.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER moderation_settings_touch
    BEFORE UPDATE ON app.moderation_settings
    FOR EACH ROW
    WHEN (OLD.hide_after_flags <> NEW.hide_after_flags)
    EXECUTE FUNCTION app.touch();

GRANT SELECT ON app.moderation_settings TO app_api;
GRANT UPDATE (hide_after_flags) ON app.moderation_settings TO app_api;

ALTER TABLE app.moderation_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.moderation_settings FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS moderation_settings_select ON app.moderation_settings;
CREATE POLICY moderation_settings_select ON app.moderation_settings FOR SELECT TO app_api
    USING ((SELECT app.is_staff()));

DROP POLICY IF EXISTS moderation_settings_update ON app.moderation_settings;
CREATE POLICY moderation_settings_update ON app.moderation_settings FOR UPDATE TO app_api
    USING ((SELECT app.is_admin()))
    WITH CHECK ((SELECT app.is_admin()));
