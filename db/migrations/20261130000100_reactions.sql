-- Likes of posts and comments, how many there are, and posts that a person bookmarked.

CREATE TABLE app.post_likes (
    user_id    uuid        NOT NULL CONSTRAINT post_likes_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    post_id    uuid        NOT NULL CONSTRAINT post_likes_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT post_likes_pkey PRIMARY KEY (user_id, post_id)
);

COMMENT ON TABLE app.post_likes IS 'Who likes which post. Natural key: its primary key.';

CREATE INDEX post_likes_post_id_created_at_user_id_idx ON app.post_likes (post_id, created_at DESC, user_id DESC);

-- migrate: step
CREATE TABLE app.comment_likes (
    user_id    uuid        NOT NULL CONSTRAINT comment_likes_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    comment_id uuid        NOT NULL CONSTRAINT comment_likes_comment_id_fkey REFERENCES app.comments (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT comment_likes_pkey PRIMARY KEY (user_id, comment_id)
);

COMMENT ON TABLE app.comment_likes IS 'Who likes which comment. Natural key: its primary key.';

CREATE INDEX comment_likes_comment_id_idx ON app.comment_likes (comment_id);

-- migrate: step
CREATE TABLE app.bookmarks (
    user_id    uuid        NOT NULL CONSTRAINT bookmarks_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    post_id    uuid        NOT NULL CONSTRAINT bookmarks_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bookmarks_pkey PRIMARY KEY (user_id, post_id)
);

COMMENT ON TABLE app.bookmarks IS 'Posts that a person wants to find again, visible to that person only. Natural key: its primary key.';

CREATE INDEX bookmarks_user_id_created_at_post_id_idx ON app.bookmarks (user_id, created_at DESC, post_id DESC);
CREATE INDEX bookmarks_post_id_idx ON app.bookmarks (post_id);

-- migrate: step
ALTER TABLE app.post_stats ADD COLUMN like_count integer NOT NULL DEFAULT 0;
ALTER TABLE app.post_stats ADD CONSTRAINT post_stats_like_count_check CHECK (like_count >= 0) NOT VALID;

-- migrate: step
ALTER TABLE app.post_stats VALIDATE CONSTRAINT post_stats_like_count_check;

-- migrate: step
ALTER TABLE app.comment_stats ADD COLUMN like_count integer NOT NULL DEFAULT 0;
ALTER TABLE app.comment_stats ADD CONSTRAINT comment_stats_like_count_check CHECK (like_count >= 0) NOT VALID;
COMMENT ON TABLE app.comment_stats IS 'Living replies of a comment, direct and in all, and its likes; no row before the first of either. Derived. A deleted comment stays in its thread, without its text, while descendant_count is above 0. Natural key: comment_id.';

-- migrate: step
ALTER TABLE app.comment_stats VALIDATE CONSTRAINT comment_stats_like_count_check;

-- migrate: step
ALTER TABLE app.post_days ADD COLUMN likes integer NOT NULL DEFAULT 0;
COMMENT ON TABLE app.post_days IS 'What happened to a post on one day. Derived from comments, likes and view counters. Natural key: its primary key.';
COMMENT ON COLUMN app.post_days.likes IS 'Likes given on the day and not taken back.';
COMMENT ON COLUMN app.post_days.points IS 'Ten times the trending score of the comments and views of the day, so that sums stay whole. app.day_points() adds the likes.';
