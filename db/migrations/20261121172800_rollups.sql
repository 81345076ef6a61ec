-- What heavy reads would count anew each time, counted once: activity of a post by day, posts of a day by status and views, and
-- tags of a day. All days are of UTC. Triggers keep them; app.build_rollups() fills them.

CREATE TABLE app.post_days (
    post_id  uuid    NOT NULL CONSTRAINT post_days_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    day      date    NOT NULL,
    comments integer NOT NULL DEFAULT 0,
    views    bigint  NOT NULL DEFAULT 0,
    points   bigint  NOT NULL GENERATED ALWAYS AS (20 * comments + views) STORED,
    CONSTRAINT post_days_pkey PRIMARY KEY (post_id, day)
) WITH (fillfactor = 70);

COMMENT ON TABLE app.post_days IS 'What happened to a post on one day. Derived from comments and view counters. Natural key: its primary key.';
COMMENT ON COLUMN app.post_days.comments IS 'Comments made on the day that everyone may read.';
COMMENT ON COLUMN app.post_days.views IS 'Views counted on the day.';
COMMENT ON COLUMN app.post_days.points IS 'Ten times the trending score of the day, so that sums stay whole.';

-- How far a post can have come in 7, 30 or 90 days, at most: a ranking looks at the top of this list, sums those posts exactly, and
-- knows when nobody further down can reach its last place. Days that have passed since are still in the sum, which only makes
-- it larger; posts that something has happened to since stand in app.trend_changes.
CREATE TABLE app.post_trends (
    post_id uuid     NOT NULL CONSTRAINT post_trends_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    span    bigint   NOT NULL CONSTRAINT post_trends_span_check CHECK (span IN (7, 30, 90)),
    points  bigint   NOT NULL,
    as_of   date     NOT NULL,
    CONSTRAINT post_trends_pkey PRIMARY KEY (post_id, span)
);

COMMENT ON TABLE app.post_trends IS 'Points of a post in the last so many days of as_of, or more. Derived from post_days. Natural key: its primary key.';

CREATE INDEX post_trends_span_points_post_id_idx ON app.post_trends (span, points DESC, post_id);

CREATE TABLE app.trend_changes (
    id      bigint NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT trend_changes_pkey PRIMARY KEY,
    post_id uuid   NOT NULL
);

COMMENT ON TABLE app.trend_changes IS 'Posts whose points app.post_trends does not hold yet. Derived. No natural key: the same may happen twice.';

CREATE TABLE app.day_posts (
    day    date    NOT NULL,
    status text    NOT NULL,
    views  bigint  NOT NULL,
    posts  integer NOT NULL,
    CONSTRAINT day_posts_pkey PRIMARY KEY (day, status, views)
);

COMMENT ON TABLE app.day_posts IS 'How many posts made on a day, and not in the trash, have this status and this number of views. Derived. Natural key: its primary key.';

CREATE TABLE app.day_tags (
    day   date    NOT NULL,
    tag   text    NOT NULL,
    posts integer NOT NULL,
    CONSTRAINT day_tags_pkey PRIMARY KEY (day, tag)
);

COMMENT ON TABLE app.day_tags IS 'How many published posts made on a day have this tag. Derived. Natural key: its primary key.';

-- Everybody who publishes today would wait for the one row of today. They add a line here instead, readers add the lines to the
-- sums, and app.fold_rollups() moves them into the sums now and then.
CREATE TABLE app.day_posts_changes (
    id     bigint  NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT day_posts_changes_pkey PRIMARY KEY,
    day    date    NOT NULL,
    status text    NOT NULL,
    views  bigint  NOT NULL,
    posts  integer NOT NULL
);

COMMENT ON TABLE app.day_posts_changes IS 'Differences that app.day_posts does not hold yet. Derived. No natural key: the same may happen twice.';

CREATE TABLE app.day_tags_changes (
    id    bigint  NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT day_tags_changes_pkey PRIMARY KEY,
    day   date    NOT NULL,
    tag   text    NOT NULL,
    posts integer NOT NULL
);

COMMENT ON TABLE app.day_tags_changes IS 'Differences that app.day_tags does not hold yet. Derived. No natural key: the same may happen twice.';

CREATE TABLE app.rollups (
    name     text        NOT NULL CONSTRAINT rollups_pkey PRIMARY KEY,
    built_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.rollups IS 'Which sums have been filled from what was there before their triggers. Natural key: name.';
