-- Who may see rows of app.tags: they hold only what is published.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.tags TO app_api, app_readonly;

ALTER TABLE app.tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tags FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS tags_select ON app.tags;
CREATE POLICY tags_select ON app.tags FOR SELECT TO app_api, app_readonly USING (true);
