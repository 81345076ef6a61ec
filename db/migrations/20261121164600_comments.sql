-- What threads need beyond the table: a key that sorts a whole thread depth first, who deleted what, and counters of replies.
-- The key of a comment is the key of its parent and 24 bytes of its own: its time in microseconds and its id. A page of a thread is
-- then a range of one index, however deep the thread, and the ancestors of a comment can be read from its key without looking them up.

ALTER TABLE app.comments
    ADD COLUMN path bytea NOT NULL DEFAULT '',
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN deleted_by text;

ALTER TABLE app.comments
    ADD CONSTRAINT comments_deleted_by_check CHECK (deleted_by IN ('author', 'staff')) NOT VALID,
    ADD CONSTRAINT comments_deleted_at_deleted_by_check CHECK ((deleted_at IS NULL) = (deleted_by IS NULL)) NOT VALID;

COMMENT ON COLUMN app.comments.path IS 'Sorts a thread depth first, replies of one comment oldest first: 24 bytes a level, set by a trigger.';
COMMENT ON COLUMN app.comments.edited_at IS 'Null while the text is what was first written.';
COMMENT ON COLUMN app.comments.deleted_by IS 'Null while the comment stands. What staff removed, the author cannot restore.';

-- A counter lives beside the comment: counting a reply must neither rewrite the text nor move the version that editors compare.
CREATE TABLE app.comment_stats (
    comment_id       uuid    NOT NULL CONSTRAINT comment_stats_pkey PRIMARY KEY
                             CONSTRAINT comment_stats_comment_id_fkey REFERENCES app.comments (id) ON DELETE CASCADE,
    reply_count      integer NOT NULL,
    descendant_count integer NOT NULL
) WITH (fillfactor = 70);

COMMENT ON TABLE app.comment_stats IS
    'Living replies of a comment, direct and in all; no row before the first reply. Derived. A deleted comment stays in its thread, without its text, while descendant_count is above 0. Natural key: comment_id.';

-- migrate: step backfill table=app.comments key=id triggers=on
UPDATE app.comments AS c
SET path = (
        WITH RECURSIVE up AS (
            SELECT a.id, a.parent_id, a.created_at, a.depth FROM app.comments AS a WHERE a.id = c.id
            UNION ALL
            SELECT a.id, a.parent_id, a.created_at, a.depth FROM up AS u JOIN app.comments AS a ON a.id = u.parent_id
        )
        SELECT string_agg(int8send((extract(epoch FROM u.created_at) * 1000000)::bigint) || uuid_send(u.id), ''::bytea ORDER BY u.depth) FROM up AS u),
    deleted_by = CASE WHEN c.deleted_at IS NOT NULL THEN 'author' END
WHERE c.id > :lo
  AND c.id <= :hi;

-- migrate: step backfill table=app.comments key=id triggers=on
INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count)
SELECT c.id,
       (SELECT count(*) FROM app.comments AS r WHERE r.parent_id = c.id AND r.is_approved AND r.deleted_at IS NULL),
       (SELECT count(*)
        FROM app.comments AS r
        WHERE r.post_id = c.post_id
          AND r.depth > c.depth
          AND substring(r.path FROM 1 FOR length(c.path)) = c.path
          AND r.is_approved
          AND r.deleted_at IS NULL)
FROM app.comments AS c
WHERE c.id > :lo
  AND c.id <= :hi
  AND EXISTS (SELECT FROM app.comments AS r WHERE r.parent_id = c.id)
ON CONFLICT (comment_id) DO NOTHING;

-- migrate: step
ALTER TABLE app.comments VALIDATE CONSTRAINT comments_deleted_by_check;
ALTER TABLE app.comments VALIDATE CONSTRAINT comments_deleted_at_deleted_by_check;

-- A thread depth first.
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_post_id_path_idx ON app.comments (post_id, path);

-- The beginnings of threads, newest first.
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_post_id_created_at_id_roots_idx ON app.comments (post_id, created_at DESC, id DESC) WHERE parent_id IS NULL;

-- The replies of one comment, oldest first; also what the foreign key needs.
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_parent_id_post_id_created_at_id_idx ON app.comments (parent_id, post_id, created_at, id);

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_parent_id_post_id_idx;

-- What one person said, newest first.
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_author_id_created_at_id_idx ON app.comments (author_id, created_at DESC, id DESC);

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_author_id_created_at_idx;

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_author_id_deleted_at_id_idx ON app.comments (author_id, deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
