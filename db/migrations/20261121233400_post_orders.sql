-- Published posts by their numbers and by language, page by page. A counter with an index costs its writers more
-- (build/decisions/0023-indexed-counters.md): a view a quarter more time, a comment nothing that can be told from noise.

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY post_stats_comment_count_post_id_idx ON app.post_stats (comment_count DESC, post_id DESC);

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY post_stats_view_count_post_id_idx ON app.post_stats (view_count DESC, post_id DESC);

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY posts_language_published_at_id_idx ON app.posts (language, published_at DESC, id DESC)
    WHERE status = 'published' AND deleted_at IS NULL;
