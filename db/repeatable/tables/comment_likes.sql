-- What happens when rows of app.comment_likes change, and who may see or change them: users see and change their own.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER comment_likes_counted_inserted
    AFTER INSERT ON app.comment_likes
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.comment_likes_counted();

CREATE OR REPLACE TRIGGER comment_likes_counted_deleted
    AFTER DELETE ON app.comment_likes
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.comment_likes_counted();

GRANT SELECT, INSERT (user_id, comment_id, created_at), DELETE ON app.comment_likes TO app_api;

ALTER TABLE app.comment_likes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.comment_likes FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS comment_likes_select ON app.comment_likes;
CREATE POLICY comment_likes_select ON app.comment_likes FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()));

-- What everyone may read and another wrote, below a post that everyone may read, as far as no block hides either.
DROP POLICY IF EXISTS comment_likes_insert ON app.comment_likes;
CREATE POLICY comment_likes_insert ON app.comment_likes FOR INSERT TO app_api
    WITH CHECK (
        user_id = (SELECT app.actor_id())
        AND EXISTS (
            SELECT
            FROM app.comments AS c
            JOIN app.posts AS p ON p.id = c.post_id
            WHERE c.id = comment_id
              AND c.author_id <> user_id
              AND app.comment_is_public(c.is_approved, c.deleted_at)
              AND app.post_is_public(p.status, p.deleted_at)));

DROP POLICY IF EXISTS comment_likes_delete ON app.comment_likes;
CREATE POLICY comment_likes_delete ON app.comment_likes FOR DELETE TO app_api
    USING (user_id = (SELECT app.actor_id()));
