-- Loses who deleted a comment and when one was edited. The functions and triggers that the repeatables put on top go first.

-- migrate: step
-- migrate: allow=PGM408,PGM417 reason="what they keep goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS comments_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_deleted ON app.comments;
DROP TRIGGER IF EXISTS comments_guard_approval ON app.comments;
DROP TRIGGER IF EXISTS comments_place ON app.comments;
DROP TRIGGER IF EXISTS comments_touch ON app.comments;
DROP TRIGGER IF EXISTS comments_guard_text ON app.comments;
DROP TRIGGER IF EXISTS comments_guard_removal ON app.comments;
DROP POLICY IF EXISTS comments_select ON app.comments;
DROP POLICY IF EXISTS comments_insert ON app.comments;
DROP POLICY IF EXISTS comments_update ON app.comments;
DROP FUNCTION IF EXISTS
    app.count_replies(bytea[], integer[]), app.comments_guard_approval(), app.comments_place(),
    app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer);

-- migrate: step
DROP TABLE app.comment_stats;

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_parent_id_post_id_idx ON app.comments (parent_id, post_id);

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_author_id_created_at_idx ON app.comments (author_id, created_at DESC);

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_author_id_deleted_at_id_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_author_id_created_at_id_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_parent_id_post_id_created_at_id_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_post_id_created_at_id_roots_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_post_id_path_idx;

-- migrate: step
ALTER TABLE app.comments
    DROP COLUMN path,
    DROP COLUMN edited_at,
    DROP COLUMN deleted_by;
