-- Loses likes and bookmarks. Threads and rankings are read again after the next up, which brings back their functions without likes.
DROP FUNCTION IF EXISTS
    app.thread_comments(uuid, uuid, text, bytea, timestamptz, uuid, integer), app.day_points(bigint, integer), app.build_like_counts();
DROP TABLE app.bookmarks;

-- migrate: step
DROP TABLE app.comment_likes;

-- migrate: step
DROP TABLE app.post_likes;
DROP FUNCTION IF EXISTS app.post_likes_counted(), app.comment_likes_counted(), app.count_likes(uuid[], date[], integer[]), app.bookmarks_limit();

-- migrate: step
ALTER TABLE app.post_days DROP COLUMN likes;
COMMENT ON TABLE app.post_days IS 'What happened to a post on one day. Derived from comments and view counters. Natural key: its primary key.';
COMMENT ON COLUMN app.post_days.points IS 'Ten times the trending score of the day, so that sums stay whole.';

-- migrate: step
ALTER TABLE app.comment_stats DROP COLUMN like_count;
COMMENT ON TABLE app.comment_stats IS 'Living replies of a comment, direct and in all; no row before the first reply. Derived. A deleted comment stays in its thread, without its text, while descendant_count is above 0. Natural key: comment_id.';

-- migrate: step
ALTER TABLE app.post_stats DROP COLUMN like_count;
