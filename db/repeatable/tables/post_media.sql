-- What happens when a post shows other files, and who may see or change that: readers of the post see them; authors show their own
-- files below their own posts.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER post_media_staff_edits
    AFTER INSERT OR DELETE ON app.post_media
    FOR EACH ROW
    WHEN (current_user = 'app_api')
    EXECUTE FUNCTION app.log_staff_act();

CREATE OR REPLACE TRIGGER post_media_logged_inserted
    AFTER INSERT ON app.post_media
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.post_media_logged();

CREATE OR REPLACE TRIGGER post_media_logged_deleted
    AFTER DELETE ON app.post_media
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.post_media_logged();

CREATE OR REPLACE TRIGGER post_media_edited
    BEFORE INSERT OR DELETE ON app.post_media
    FOR EACH ROW
    WHEN (current_user = 'app_api')
    EXECUTE FUNCTION app.moderated_content_edited();

GRANT SELECT ON app.post_media TO app_api, app_readonly;
GRANT INSERT (post_id, position, owner_id, media_id), DELETE ON app.post_media TO app_api;

ALTER TABLE app.post_media ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_media FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS post_media_select ON app.post_media;
CREATE POLICY post_media_select ON app.post_media FOR SELECT TO app_api, app_readonly
    USING ((SELECT true FROM app.posts AS p WHERE p.id = post_id));

DROP POLICY IF EXISTS post_media_insert ON app.post_media;
CREATE POLICY post_media_insert ON app.post_media FOR INSERT TO app_api
    WITH CHECK (
        (owner_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()))
        AND EXISTS (SELECT FROM app.posts AS p WHERE p.id = post_id AND p.author_id = owner_id AND p.deleted_at IS NULL));

DROP POLICY IF EXISTS post_media_delete ON app.post_media;
CREATE POLICY post_media_delete ON app.post_media FOR DELETE TO app_api
    USING (owner_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));
