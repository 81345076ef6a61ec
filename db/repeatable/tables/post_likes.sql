-- What happens when rows of app.post_likes change, and who may see or change them: they are as public as their post; users change their
-- own.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER post_likes_counted_inserted
    AFTER INSERT ON app.post_likes
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.post_likes_counted();

CREATE OR REPLACE TRIGGER post_likes_counted_deleted
    AFTER DELETE ON app.post_likes
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.post_likes_counted();

GRANT SELECT ON app.post_likes TO app_api, app_readonly;
GRANT INSERT (user_id, post_id, created_at), DELETE ON app.post_likes TO app_api;

ALTER TABLE app.post_likes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_likes FORCE ROW LEVEL SECURITY;

-- Own likes can be taken back when the post is out of sight. A value and not EXISTS, which the planner likes to answer for a long list by
-- hashing every post there is.
DROP POLICY IF EXISTS post_likes_select ON app.post_likes;
CREATE POLICY post_likes_select ON app.post_likes FOR SELECT TO app_api, app_readonly
    USING (user_id = (SELECT app.actor_id()) OR (SELECT true FROM app.posts AS p WHERE p.id = post_id));

-- Restrictive, so that it narrows the policy above.
DROP POLICY IF EXISTS post_likes_not_blocked ON app.post_likes;
CREATE POLICY post_likes_not_blocked ON app.post_likes AS RESTRICTIVE FOR SELECT TO app_api
    USING (user_id <> ALL ((SELECT app.hidden_authors())::uuid[]));

-- What everyone may read and another wrote, as far as no block hides it.
DROP POLICY IF EXISTS post_likes_insert ON app.post_likes;
CREATE POLICY post_likes_insert ON app.post_likes FOR INSERT TO app_api
    WITH CHECK (
        user_id = (SELECT app.actor_id())
        AND EXISTS (
            SELECT FROM app.posts AS p
            WHERE p.id = post_id AND p.author_id <> user_id AND app.post_is_public(p.status, p.deleted_at)));

DROP POLICY IF EXISTS post_likes_delete ON app.post_likes;
CREATE POLICY post_likes_delete ON app.post_likes FOR DELETE TO app_api
    USING (user_id = (SELECT app.actor_id()));
