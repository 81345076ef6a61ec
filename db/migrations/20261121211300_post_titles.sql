-- Links, notices and threads name posts by their ids alone. Titles of many are read from this index without a look at the rows, and so is
-- whether somebody may see a post, which policies of other tables ask for every row.

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY posts_id_idx ON app.posts (id) INCLUDE (title, author_id, status, published_at, listed_at, deleted_at);
