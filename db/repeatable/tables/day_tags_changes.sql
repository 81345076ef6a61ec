-- Who may see rows of app.day_tags_changes: staff.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.day_tags_changes TO app_api;

ALTER TABLE app.day_tags_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.day_tags_changes FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS day_tags_changes_select ON app.day_tags_changes;
CREATE POLICY day_tags_changes_select ON app.day_tags_changes FOR SELECT TO app_api
    USING ((SELECT app.is_staff()));
