-- What happens when rows of app.muted_posts change, and who may see or change them: their owner alone.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER muted_posts_settled
    AFTER INSERT ON app.muted_posts
    FOR EACH ROW EXECUTE FUNCTION app.muted_posts_settled();

GRANT SELECT, INSERT (user_id, post_id, created_at), DELETE ON app.muted_posts TO app_api;

ALTER TABLE app.muted_posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.muted_posts FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS muted_posts_select ON app.muted_posts;
CREATE POLICY muted_posts_select ON app.muted_posts FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS muted_posts_insert ON app.muted_posts;
CREATE POLICY muted_posts_insert ON app.muted_posts FOR INSERT TO app_api
    WITH CHECK (
        user_id = (SELECT app.actor_id())
        AND EXISTS (SELECT FROM app.posts AS p WHERE p.id = post_id AND p.deleted_at IS NULL));

DROP POLICY IF EXISTS muted_posts_delete ON app.muted_posts;
CREATE POLICY muted_posts_delete ON app.muted_posts FOR DELETE TO app_api
    USING (user_id = (SELECT app.actor_id()));
