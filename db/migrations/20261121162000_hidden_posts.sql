-- A post may be hidden by moderation. It is a status and not a column of its own, because every policy, partial index, derived
-- table and search asks for status = 'published' already: what is hidden drops out of all of them at once, for everybody who
-- writes such a condition later as well. Only published posts are hidden, so the way back is known.

-- migrate: allow=PGM218 reason="it comes back in the same statement, with one status more" expires=2027-06-30
ALTER TABLE app.posts
    DROP CONSTRAINT posts_status_check,
    ADD CONSTRAINT posts_status_check CHECK (status IN ('draft', 'published', 'archived', 'hidden')) NOT VALID;

-- migrate: step
ALTER TABLE app.posts VALIDATE CONSTRAINT posts_status_check;
