-- Who may see and turn the switches: admins.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER features_touch
    BEFORE UPDATE ON app.features
    FOR EACH ROW
    WHEN (OLD.enabled <> NEW.enabled)
    EXECUTE FUNCTION app.touch();

GRANT SELECT ON app.features TO app_api;
GRANT UPDATE (enabled) ON app.features TO app_api;

ALTER TABLE app.features ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.features FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS features_select ON app.features;
CREATE POLICY features_select ON app.features FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS features_update ON app.features;
CREATE POLICY features_update ON app.features FOR UPDATE TO app_api
    USING ((SELECT app.is_admin()))
    WITH CHECK ((SELECT app.is_admin()));
