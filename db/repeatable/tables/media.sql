-- What happens when rows of app.media change, and who may see or change them.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER media_edited
    BEFORE UPDATE OF alternative_text ON app.media
    FOR EACH ROW
    WHEN (current_user = 'app_api' AND OLD.alternative_text IS DISTINCT FROM NEW.alternative_text)
    EXECUTE FUNCTION app.moderated_content_edited();

CREATE OR REPLACE TRIGGER media_touch
    BEFORE UPDATE ON app.media
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION app.touch();

CREATE OR REPLACE TRIGGER media_audited_inserted
    AFTER INSERT ON app.media
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.media_audited();

CREATE OR REPLACE TRIGGER media_audited_updated
    AFTER UPDATE ON app.media
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.media_audited();

CREATE OR REPLACE TRIGGER media_audited_deleted
    AFTER DELETE ON app.media
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION app.media_audited();

CREATE OR REPLACE TRIGGER media_uses_contents_inserted
    AFTER INSERT ON app.media
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.media_uses_contents();

CREATE OR REPLACE TRIGGER media_uses_contents_deleted
    AFTER DELETE ON app.media
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.media_uses_contents();

CREATE OR REPLACE TRIGGER media_staff_edits
    AFTER UPDATE OF alternative_text ON app.media
    FOR EACH ROW
    WHEN (current_user = 'app_api' AND OLD.alternative_text IS DISTINCT FROM NEW.alternative_text)
    EXECUTE FUNCTION app.log_staff_act();

CREATE OR REPLACE TRIGGER media_staff_acts
    AFTER DELETE ON app.media
    FOR EACH ROW
    WHEN (current_user = 'app_api')
    EXECUTE FUNCTION app.log_staff_act();

-- The content of a file and its owner never change.
GRANT SELECT ON app.media TO app_api, app_readonly;
GRANT DELETE ON app.media TO app_api;
GRANT INSERT (id, owner_id, checksum, size_bytes, kind, mime_type, width, height, details, alternative_text, file_name, created_at)
    ON app.media TO app_api;
GRANT UPDATE (alternative_text) ON app.media TO app_api;

ALTER TABLE app.media ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.media FORCE ROW LEVEL SECURITY;

-- Everyone sees what a post shows that they may read, and the pictures of people whose accounts are open; owners see the rest as well, and
-- staff what a post shows that staff may read. A post that is hidden, archived or in the trash takes its files along, since its own policy
-- decides. Values and not EXISTS, which the planner likes to answer for a long list by hashing every post there is.
DROP POLICY IF EXISTS media_select ON app.media;
CREATE POLICY media_select ON app.media FOR SELECT TO app_api, app_readonly
    USING (
        owner_id = (SELECT app.actor_id())
        OR (SELECT app.is_system())
        OR (SELECT true FROM app.post_media AS s WHERE s.media_id = media.id LIMIT 1)
        OR (SELECT true
            FROM app.user_profiles AS p
            WHERE p.avatar_id = media.id
              AND (SELECT true FROM app.members AS m WHERE m.id = p.user_id)
            LIMIT 1));

DROP POLICY IF EXISTS media_insert ON app.media;
CREATE POLICY media_insert ON app.media FOR INSERT TO app_api
    WITH CHECK (owner_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

-- Staff reach what something shows, as far as they read it, and nothing else.
DROP POLICY IF EXISTS media_update ON app.media;
CREATE POLICY media_update ON app.media FOR UPDATE TO app_api
    USING (
        owner_id = (SELECT app.actor_id())
        OR (SELECT app.is_system())
        OR ((SELECT app.actor_role()) = 'admin'
            AND ((SELECT true FROM app.post_media AS s WHERE s.media_id = media.id LIMIT 1)
                 OR (SELECT true FROM app.user_profiles AS p WHERE p.avatar_id = media.id LIMIT 1))))
    WITH CHECK (owner_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

DROP POLICY IF EXISTS media_delete ON app.media;
CREATE POLICY media_delete ON app.media FOR DELETE TO app_api
    USING (
        owner_id = (SELECT app.actor_id())
        OR (SELECT app.is_system())
        OR ((SELECT app.actor_role()) IN ('moderator', 'admin')
            AND ((SELECT true FROM app.post_media AS s WHERE s.media_id = media.id LIMIT 1)
                 OR (SELECT true FROM app.user_profiles AS p WHERE p.avatar_id = media.id LIMIT 1))));
