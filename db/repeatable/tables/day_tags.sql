-- Who may see rows of app.day_tags: staff.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.day_tags TO app_api;

ALTER TABLE app.day_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.day_tags FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS day_tags_select ON app.day_tags;
CREATE POLICY day_tags_select ON app.day_tags FOR SELECT TO app_api
    USING ((SELECT app.is_staff()));
