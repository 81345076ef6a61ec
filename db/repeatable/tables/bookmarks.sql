-- What happens when rows of app.bookmarks change, and who may see or change them: their owner alone, not even staff.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER bookmarks_limit
    AFTER INSERT ON app.bookmarks
    FOR EACH ROW EXECUTE FUNCTION app.bookmarks_limit();

GRANT SELECT, INSERT (user_id, post_id, created_at), DELETE ON app.bookmarks TO app_api;

ALTER TABLE app.bookmarks ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.bookmarks FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS bookmarks_select ON app.bookmarks;
CREATE POLICY bookmarks_select ON app.bookmarks FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()));

-- What the owner may read and is not in the trash.
DROP POLICY IF EXISTS bookmarks_insert ON app.bookmarks;
CREATE POLICY bookmarks_insert ON app.bookmarks FOR INSERT TO app_api
    WITH CHECK (
        user_id = (SELECT app.actor_id())
        AND EXISTS (SELECT FROM app.posts AS p WHERE p.id = post_id AND p.deleted_at IS NULL));

DROP POLICY IF EXISTS bookmarks_delete ON app.bookmarks;
CREATE POLICY bookmarks_delete ON app.bookmarks FOR DELETE TO app_api
    USING (user_id = (SELECT app.actor_id()));
