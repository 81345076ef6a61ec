-- Posts are listed by time alone again.
-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.posts_language_published_at_id_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.post_stats_view_count_post_id_idx;

-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.post_stats_comment_count_post_id_idx;
