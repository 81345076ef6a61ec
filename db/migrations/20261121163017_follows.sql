-- Who follows whom, who wants to have nothing to do with whom, and how many follow an account.
-- Closing an account ends its follows in both directions, so that every count equals the list beside it.

CREATE TABLE app.follows (
    follower_id uuid        NOT NULL CONSTRAINT follows_follower_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    followee_id uuid        NOT NULL CONSTRAINT follows_followee_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT follows_pkey PRIMARY KEY (follower_id, followee_id),
    CONSTRAINT follows_follower_id_followee_id_check CHECK (follower_id <> followee_id)
);

COMMENT ON TABLE app.follows IS 'Who follows whom. Natural key: its primary key.';

CREATE INDEX follows_followee_id_created_at_follower_id_idx ON app.follows (followee_id, created_at DESC, follower_id DESC);
CREATE INDEX follows_follower_id_created_at_followee_id_idx ON app.follows (follower_id, created_at DESC, followee_id DESC);

CREATE TABLE app.follow_counts (
    user_id         uuid    NOT NULL CONSTRAINT follow_counts_pkey PRIMARY KEY
                            CONSTRAINT follow_counts_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    follower_count  integer NOT NULL DEFAULT 0,
    following_count integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

COMMENT ON TABLE app.follow_counts IS 'How many follow an account, and how many it follows. Derived; no row counts as zero. Natural key: user_id.';

CREATE TABLE app.blocks (
    blocker_id uuid        NOT NULL CONSTRAINT blocks_blocker_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    blocked_id uuid        NOT NULL CONSTRAINT blocks_blocked_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blocks_pkey PRIMARY KEY (blocker_id, blocked_id),
    CONSTRAINT blocks_blocker_id_blocked_id_check CHECK (blocker_id <> blocked_id)
);

COMMENT ON TABLE app.blocks IS 'Who blocked whom; both stop seeing what the other writes. Natural key: its primary key.';

CREATE INDEX blocks_blocked_id_blocker_id_idx ON app.blocks (blocked_id, blocker_id);
CREATE INDEX blocks_blocker_id_created_at_blocked_id_idx ON app.blocks (blocker_id, created_at DESC, blocked_id DESC);
