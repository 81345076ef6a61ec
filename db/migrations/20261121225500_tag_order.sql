-- The tags on the most posts come first, page by page. The number is turned round so that a page goes on with one comparison of rows,
-- which knows one direction only.

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY tags_post_count_tag_idx ON app.tags ((-post_count), tag) WHERE post_count > 0;
