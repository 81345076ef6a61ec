-- Who may see rows of app.post_days: numbers about a post, without a word of it.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.post_days TO app_api, app_readonly;

ALTER TABLE app.post_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_days FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS post_days_select ON app.post_days;
CREATE POLICY post_days_select ON app.post_days FOR SELECT TO app_api, app_readonly
    USING (true);
