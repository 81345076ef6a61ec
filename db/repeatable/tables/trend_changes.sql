-- Who may see rows of app.trend_changes: that something happened to a post, not what.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.trend_changes TO app_api, app_readonly;

ALTER TABLE app.trend_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.trend_changes FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS trend_changes_select ON app.trend_changes;
CREATE POLICY trend_changes_select ON app.trend_changes FOR SELECT TO app_api, app_readonly USING (true);
