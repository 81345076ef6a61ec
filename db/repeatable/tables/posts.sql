-- What happens when rows of app.posts change, and who may see or change them.
-- migrate: allow=PGM407,PGM408,PGM417,PGM507 reason="one table, with lock backoff, only when its rules change"

-- First of all by its name, so that the others see the tags that are kept.
CREATE OR REPLACE TRIGGER posts_canonical_tags
    BEFORE INSERT OR UPDATE OF tags ON app.posts
    FOR EACH ROW
    WHEN (NEW.tags <> '{}')
    EXECUTE FUNCTION app.posts_canonical_tags();

CREATE OR REPLACE TRIGGER posts_search_vector
    BEFORE INSERT OR UPDATE OF title, body, tags, language ON app.posts
    FOR EACH ROW EXECUTE FUNCTION app.posts_search_vector();

CREATE OR REPLACE TRIGGER posts_text_edited
    BEFORE UPDATE OF title, body ON app.posts
    FOR EACH ROW
    WHEN ((OLD.title, OLD.body) IS DISTINCT FROM (NEW.title, NEW.body))
    EXECUTE FUNCTION app.posts_edited();

CREATE OR REPLACE TRIGGER posts_touch
    BEFORE UPDATE ON app.posts
    FOR EACH ROW
    WHEN ((OLD.status, OLD.published_at, OLD.deleted_at, OLD.deleted_by, OLD.language, OLD.tags, OLD.title, OLD.metadata, OLD.body)
          IS DISTINCT FROM
          (NEW.status, NEW.published_at, NEW.deleted_at, NEW.deleted_by, NEW.language, NEW.tags, NEW.title, NEW.metadata, NEW.body))
    EXECUTE FUNCTION app.touch();

-- What the owner does, such as renaming a tag or erasing, is no edit.
CREATE OR REPLACE TRIGGER posts_edited
    BEFORE UPDATE OF title, body, language, tags, metadata ON app.posts
    FOR EACH ROW
    WHEN (current_user = 'app_api'
          AND (OLD.language, OLD.tags, OLD.title, OLD.metadata, OLD.body)
              IS DISTINCT FROM (NEW.language, NEW.tags, NEW.title, NEW.metadata, NEW.body))
    EXECUTE FUNCTION app.moderated_content_edited();

CREATE OR REPLACE TRIGGER posts_guard_hidden
    BEFORE UPDATE OF status ON app.posts
    FOR EACH ROW
    WHEN ((OLD.status = 'hidden') <> (NEW.status = 'hidden'))
    EXECUTE FUNCTION app.posts_guard_hidden();

CREATE OR REPLACE TRIGGER posts_guard_removal
    BEFORE UPDATE OF deleted_by ON app.posts
    FOR EACH ROW
    WHEN (NEW.deleted_by IS NOT NULL AND OLD.deleted_by IS DISTINCT FROM NEW.deleted_by)
    EXECUTE FUNCTION app.guard_removal();

CREATE OR REPLACE TRIGGER posts_guard_text
    BEFORE UPDATE OF title, body, language, tags, metadata, published_at ON app.posts
    FOR EACH ROW
    WHEN ((OLD.published_at, OLD.language, OLD.tags, OLD.title, OLD.metadata, OLD.body)
          IS DISTINCT FROM (NEW.published_at, NEW.language, NEW.tags, NEW.title, NEW.metadata, NEW.body))
    EXECUTE FUNCTION app.guard_text();

-- Triggers that the three below stand for.
DROP TRIGGER IF EXISTS posts_audited_inserted ON app.posts;
DROP TRIGGER IF EXISTS posts_audited_updated ON app.posts;
DROP TRIGGER IF EXISTS posts_audited_deleted ON app.posts;
DROP TRIGGER IF EXISTS posts_derive_inserted ON app.posts;
DROP TRIGGER IF EXISTS posts_derive_updated ON app.posts;
DROP TRIGGER IF EXISTS posts_derive_deleted ON app.posts;
DROP TRIGGER IF EXISTS posts_rolled_up_inserted ON app.posts;
DROP TRIGGER IF EXISTS posts_rolled_up_updated ON app.posts;
DROP FUNCTION IF EXISTS
    app.posts_audited(), app.posts_derive_inserted(), app.posts_derive_updated(), app.posts_derive_deleted(), app.posts_rolled_up();

CREATE OR REPLACE TRIGGER posts_inserted
    AFTER INSERT ON app.posts
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.posts_inserted();

CREATE OR REPLACE TRIGGER posts_updated
    AFTER UPDATE ON app.posts
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.posts_updated();

CREATE OR REPLACE TRIGGER posts_deleted
    AFTER DELETE ON app.posts
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION app.posts_deleted();

CREATE OR REPLACE TRIGGER posts_leave_rollups
    BEFORE DELETE ON app.posts
    FOR EACH ROW EXECUTE FUNCTION app.posts_leave_rollups();

-- What a case hides or shows is an entry of its own.
CREATE OR REPLACE TRIGGER posts_staff_edits
    AFTER UPDATE OF title, body, language, tags, metadata, status ON app.posts
    FOR EACH ROW
    WHEN (current_user = 'app_api'
          AND (OLD.deleted_at IS NULL) = (NEW.deleted_at IS NULL)
          AND ((OLD.language, OLD.tags, OLD.title, OLD.metadata, OLD.body)
                   IS DISTINCT FROM (NEW.language, NEW.tags, NEW.title, NEW.metadata, NEW.body)
               OR (OLD.status <> NEW.status AND 'hidden' NOT IN (OLD.status, NEW.status))))
    EXECUTE FUNCTION app.log_staff_act();

CREATE OR REPLACE TRIGGER posts_staff_acts
    AFTER UPDATE OF deleted_at ON app.posts
    FOR EACH ROW
    WHEN (current_user = 'app_api' AND (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION app.log_staff_act();

-- No grant names author_id or version for an update, so neither can be moved; nothing is deleted for good from here.
GRANT SELECT ON app.posts TO app_api, app_readonly;
GRANT INSERT (id, author_id, title, body, language, status, published_at, tags, metadata, created_at) ON app.posts TO app_api;
GRANT UPDATE (title, body, language, status, published_at, tags, metadata, deleted_at, deleted_by) ON app.posts TO app_api;
GRANT SELECT (id, author_id, language, status, published_at, deleted_at, tags, metadata, search_vector) ON app.posts TO app_reader;

ALTER TABLE app.posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.posts FORCE ROW LEVEL SECURITY;

-- Everyone reads what is published; authors and staff read the rest as well, what is hidden and the trash included.
DROP POLICY IF EXISTS posts_select ON app.posts;
CREATE POLICY posts_select ON app.posts FOR SELECT TO app_api, app_readonly
    USING (
        app.post_is_shown(status, deleted_at, author_id, (SELECT app.actor_id()), (SELECT app.is_staff())));

-- Restrictive, so that it narrows the policy above.
DROP POLICY IF EXISTS posts_not_blocked ON app.posts;
CREATE POLICY posts_not_blocked ON app.posts AS RESTRICTIVE FOR SELECT TO app_api
    USING (author_id <> ALL ((SELECT app.hidden_authors())::uuid[]));

DROP POLICY IF EXISTS posts_insert ON app.posts;
CREATE POLICY posts_insert ON app.posts FOR INSERT TO app_api
    WITH CHECK (author_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

-- What staff put into the trash is out of its author's reach.
DROP POLICY IF EXISTS posts_update ON app.posts;
CREATE POLICY posts_update ON app.posts FOR UPDATE TO app_api
    USING (
        (author_id = (SELECT app.actor_id()) AND deleted_by IS DISTINCT FROM 'staff')
        OR (SELECT app.is_staff()))
    WITH CHECK (author_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()));
