-- Who may see rows of app.day_posts_changes: staff, because they reveal drafts and hidden posts.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.day_posts_changes TO app_api;

ALTER TABLE app.day_posts_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.day_posts_changes FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS day_posts_changes_select ON app.day_posts_changes;
CREATE POLICY day_posts_changes_select ON app.day_posts_changes FOR SELECT TO app_api
    USING ((SELECT app.is_staff()));
