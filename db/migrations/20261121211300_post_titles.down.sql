-- Titles are read from the rows again.
-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.posts_id_idx;
