-- Who may see rows of app.post_trends: numbers about a post, without a word of it.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.post_trends TO app_api, app_readonly;

ALTER TABLE app.post_trends ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_trends FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS post_trends_select ON app.post_trends;
CREATE POLICY post_trends_select ON app.post_trends FOR SELECT TO app_api, app_readonly USING (true);
