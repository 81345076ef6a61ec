-- A year is 365 days of sums, some hundred lines each. Sums of 8 and of 64 days make it some thirty spans, so that a long summary costs
-- little more than one of a month. Readers use them once they are filled and the feature is on.

CREATE TABLE app.span_posts (
    days   bigint  NOT NULL CONSTRAINT span_posts_days_check CHECK (days IN (8, 64)),
    starts date    NOT NULL,
    status text    NOT NULL,
    views  bigint  NOT NULL,
    posts  integer NOT NULL,
    CONSTRAINT span_posts_pkey PRIMARY KEY (days, starts, status, views)
);

COMMENT ON TABLE app.span_posts IS 'What app.day_posts says, summed over 8 and 64 days. Derived. Natural key: its primary key.';
COMMENT ON COLUMN app.span_posts.starts IS 'First day of the span; spans are counted from 2000-01-01.';

CREATE TABLE app.span_tags (
    days   bigint  NOT NULL CONSTRAINT span_tags_days_check CHECK (days IN (8, 64)),
    starts date    NOT NULL,
    tag    text    NOT NULL,
    posts  integer NOT NULL,
    CONSTRAINT span_tags_pkey PRIMARY KEY (days, starts, tag)
);

COMMENT ON TABLE app.span_tags IS 'What app.day_tags says, summed over 8 and 64 days. Derived. Natural key: its primary key.';

INSERT INTO app.features (name, description)
VALUES ('span-sums', 'Summaries of long ranges read sums of 8 and of 64 days in place of single days. app.build_spans() fills them and switches this on.');
