-- What happens when rows of app.comments change, and who may see or change them.
-- migrate: allow=PGM407,PGM408,PGM417,PGM507 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER comments_edited
    BEFORE UPDATE OF body ON app.comments
    FOR EACH ROW
    WHEN (current_user = 'app_api' AND OLD.body <> NEW.body)
    EXECUTE FUNCTION app.moderated_content_edited();

CREATE OR REPLACE TRIGGER comments_guard_approval
    BEFORE UPDATE OF is_approved ON app.comments
    FOR EACH ROW
    WHEN (OLD.is_approved <> NEW.is_approved)
    EXECUTE FUNCTION app.comments_guard_approval();

CREATE OR REPLACE TRIGGER comments_guard_removal
    BEFORE UPDATE OF deleted_by ON app.comments
    FOR EACH ROW
    WHEN (NEW.deleted_by IS NOT NULL AND OLD.deleted_by IS DISTINCT FROM NEW.deleted_by)
    EXECUTE FUNCTION app.guard_removal();

CREATE OR REPLACE TRIGGER comments_guard_text
    BEFORE UPDATE OF body, edited_at ON app.comments
    FOR EACH ROW
    WHEN ((OLD.body, OLD.edited_at) IS DISTINCT FROM (NEW.body, NEW.edited_at))
    EXECUTE FUNCTION app.guard_text();

CREATE OR REPLACE TRIGGER comments_place
    BEFORE INSERT ON app.comments
    FOR EACH ROW EXECUTE FUNCTION app.comments_place();

CREATE OR REPLACE TRIGGER comments_touch
    BEFORE UPDATE ON app.comments
    FOR EACH ROW
    WHEN ((OLD.is_approved, OLD.deleted_at, OLD.deleted_by, OLD.body)
          IS DISTINCT FROM (NEW.is_approved, NEW.deleted_at, NEW.deleted_by, NEW.body))
    EXECUTE FUNCTION app.touch();

-- Triggers that the three below stand for.
DROP TRIGGER IF EXISTS comments_audited_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_audited_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_audited_deleted ON app.comments;
DROP TRIGGER IF EXISTS comments_counted_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_counted_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_counted_deleted ON app.comments;
DROP TRIGGER IF EXISTS comments_days_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_days_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_days_deleted ON app.comments;
DROP TRIGGER IF EXISTS comments_replied_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_replied_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_replied_deleted ON app.comments;
DROP TRIGGER IF EXISTS comments_depth ON app.comments;
DROP FUNCTION IF EXISTS
    app.comments_audited(), app.comments_counted(), app.comments_days(), app.comments_replied(), app.comments_depth();

CREATE OR REPLACE TRIGGER comments_inserted
    AFTER INSERT ON app.comments
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.comments_inserted();

CREATE OR REPLACE TRIGGER comments_updated
    AFTER UPDATE ON app.comments
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.comments_updated();

CREATE OR REPLACE TRIGGER comments_deleted
    AFTER DELETE ON app.comments
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION app.comments_deleted();

CREATE OR REPLACE TRIGGER comments_staff_edits
    AFTER UPDATE OF body ON app.comments
    FOR EACH ROW
    WHEN (current_user = 'app_api' AND (OLD.deleted_at IS NULL) = (NEW.deleted_at IS NULL) AND OLD.body <> NEW.body)
    EXECUTE FUNCTION app.log_staff_act();

CREATE OR REPLACE TRIGGER comments_staff_acts
    AFTER UPDATE OF deleted_at ON app.comments
    FOR EACH ROW
    WHEN (current_user = 'app_api' AND (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION app.log_staff_act();

-- A comment never changes its author, its post or its place; nothing is deleted for good from here.
GRANT SELECT ON app.comments TO app_api, app_readonly;
GRANT INSERT (id, post_id, author_id, parent_id, body, created_at) ON app.comments TO app_api;
GRANT UPDATE (body, is_approved, edited_at, deleted_at, deleted_by) ON app.comments TO app_api;
GRANT SELECT (id, post_id, author_id, parent_id, depth, path, body, is_approved, version, created_at, edited_at, deleted_at)
    ON app.comments TO app_reader;

ALTER TABLE app.comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.comments FORCE ROW LEVEL SECURITY;

-- Restrictive, so that it narrows all policies.
DROP POLICY IF EXISTS comments_not_blocked ON app.comments;
CREATE POLICY comments_not_blocked ON app.comments AS RESTRICTIVE FOR SELECT TO app_api
    USING (author_id <> ALL ((SELECT app.hidden_authors())::uuid[]));

-- Everyone reads what is approved under a post that they may read, and staff the rest as well. Authors read what they wrote regardless
-- of the state of the post: its author may block them, archive or delete it. Tombstones come from app.thread_comments alone. A value and
-- not EXISTS, which the planner likes to answer for a long list by hashing every post there is.
DROP POLICY IF EXISTS comments_select ON app.comments;
CREATE POLICY comments_select ON app.comments FOR SELECT TO app_api, app_readonly
    USING (
        author_id = (SELECT app.actor_id())
        OR ((app.comment_is_public(is_approved, deleted_at) OR (SELECT app.is_staff()))
            AND (SELECT true FROM app.posts AS p WHERE p.id = post_id)));

-- One comments on what everyone may read, not even as its author on a draft.
DROP POLICY IF EXISTS comments_insert ON app.comments;
CREATE POLICY comments_insert ON app.comments FOR INSERT TO app_api
    WITH CHECK (
        (author_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()))
        AND EXISTS (SELECT FROM app.posts AS p WHERE p.id = post_id AND app.post_is_public(p.status, p.deleted_at)));

-- What staff removed is out of its author's reach.
DROP POLICY IF EXISTS comments_update ON app.comments;
CREATE POLICY comments_update ON app.comments FOR UPDATE TO app_api
    USING (
        (author_id = (SELECT app.actor_id()) AND deleted_by IS DISTINCT FROM 'staff')
        OR (SELECT app.is_staff()))
    WITH CHECK (author_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()));
