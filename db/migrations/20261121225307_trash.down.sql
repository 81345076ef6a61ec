-- The trash is kept for ever again. Emptied rows stay out of their authors' reach, as if staff had removed them.
DROP FUNCTION IF EXISTS app.purge_trash(interval, integer);

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.comments_deleted_at_id_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.posts_deleted_at_id_idx;

-- migrate: step backfill table=app.posts key=id triggers=on
UPDATE app.posts AS p SET deleted_by = 'staff' WHERE p.id > :lo AND p.id <= :hi AND p.deleted_by = 'retention';

-- migrate: step backfill table=app.comments key=id triggers=on
UPDATE app.comments AS c SET deleted_by = 'staff' WHERE c.id > :lo AND c.id <= :hi AND c.deleted_by = 'retention';

-- migrate: step
ALTER TABLE app.posts
    DROP CONSTRAINT posts_deleted_by_check,
    ADD CONSTRAINT posts_deleted_by_check CHECK (deleted_by IN ('author', 'staff')) NOT VALID;
COMMENT ON COLUMN app.posts.deleted_by IS 'Who put it into the trash: what staff removed, the author cannot restore.';

-- migrate: step
ALTER TABLE app.posts VALIDATE CONSTRAINT posts_deleted_by_check;

-- migrate: step
ALTER TABLE app.comments
    DROP CONSTRAINT comments_deleted_by_check,
    ADD CONSTRAINT comments_deleted_by_check CHECK (deleted_by IN ('author', 'staff')) NOT VALID;
COMMENT ON COLUMN app.comments.deleted_by IS 'Null while the comment stands. What staff removed, the author cannot restore.';

-- migrate: step
ALTER TABLE app.comments VALIDATE CONSTRAINT comments_deleted_by_check;
