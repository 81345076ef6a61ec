-- What has lain in the trash for the time that Trash:Days says goes for good: the row, or where others have answered or a moderator has
-- decided, its text. Rows that only keep a place are told from those that can be restored by deleted_by.

-- migrate: allow=PGM218 reason="it comes back in the same statement, with one word more"
ALTER TABLE app.posts
    DROP CONSTRAINT posts_deleted_by_check,
    ADD CONSTRAINT posts_deleted_by_check CHECK (deleted_by IN ('author', 'staff', 'retention')) NOT VALID;
COMMENT ON COLUMN app.posts.deleted_by IS
    'Who put it into the trash: what staff removed, the author cannot restore. What is left after its time in the trash says retention, and nobody can.';

-- migrate: step
ALTER TABLE app.posts VALIDATE CONSTRAINT posts_deleted_by_check;

-- migrate: step
-- migrate: allow=PGM218 reason="it comes back in the same statement, with one word more"
ALTER TABLE app.comments
    DROP CONSTRAINT comments_deleted_by_check,
    ADD CONSTRAINT comments_deleted_by_check CHECK (deleted_by IN ('author', 'staff', 'retention')) NOT VALID;
COMMENT ON COLUMN app.comments.deleted_by IS
    'Null while the comment stands. What staff removed, the author cannot restore. What is left after its time in the trash says retention, and nobody can.';

-- migrate: step
ALTER TABLE app.comments VALIDATE CONSTRAINT comments_deleted_by_check;

-- The oldest of the trash.
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY posts_deleted_at_id_idx ON app.posts (deleted_at, id) WHERE deleted_by IN ('author', 'staff');

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY comments_deleted_at_id_idx ON app.comments (deleted_at, id) WHERE deleted_by IN ('author', 'staff');
