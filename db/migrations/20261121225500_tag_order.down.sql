-- Tags are sorted for every page again.
-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.tags_post_count_tag_idx;

-- migrate: step
DROP FUNCTION IF EXISTS
    app.count_members(text), app.count_thread(uuid, boolean), app.member_page(text, timestamptz, uuid, text, integer, integer);
