-- Posts keep the names that they were given; the old names mean nothing any more.
-- migrate: step
-- migrate: allow=PGM408 reason="what it looks up goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS posts_canonical_tags ON app.posts;

-- migrate: step
DROP FUNCTION IF EXISTS app.posts_canonical_tags(), app.replace_tag(text, text, boolean);

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.tags_tag_pattern_idx;

-- migrate: step
DROP TABLE app.tag_aliases;
