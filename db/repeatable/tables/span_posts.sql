-- Who may see rows of app.span_posts: staff.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.span_posts TO app_api;

ALTER TABLE app.span_posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.span_posts FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS span_posts_select ON app.span_posts;
CREATE POLICY span_posts_select ON app.span_posts FOR SELECT TO app_api
    USING ((SELECT app.is_staff()));
