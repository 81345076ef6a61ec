-- Who may see rows of app.post_tags: they hold only what is published.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.post_tags TO app_api, app_readonly;

ALTER TABLE app.post_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_tags FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS post_tags_select ON app.post_tags;
CREATE POLICY post_tags_select ON app.post_tags FOR SELECT TO app_api, app_readonly USING (true);
