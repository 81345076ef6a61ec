-- Nobody but author and staff may read what was hidden, so it becomes archived.

-- migrate: step backfill table=app.posts key=id triggers=on
UPDATE app.posts SET status = 'archived' WHERE status = 'hidden' AND id > :lo AND id <= :hi;

-- migrate: step
-- migrate: allow=PGM408 reason="the status that it guards goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS posts_guard_hidden ON app.posts;
DROP FUNCTION IF EXISTS app.posts_guard_hidden();

-- migrate: step
-- migrate: allow=PGM218 reason="it comes back in the same statement, with one status less" expires=2027-06-30
ALTER TABLE app.posts
    DROP CONSTRAINT posts_status_check,
    ADD CONSTRAINT posts_status_check CHECK (status IN ('draft', 'published', 'archived')) NOT VALID;

-- migrate: step
ALTER TABLE app.posts VALIDATE CONSTRAINT posts_status_check;
