-- Posts, their counters, their tags, and the table of comments that the counters count.
-- Counters live beside the post: counting a view or a comment must neither rewrite the text nor move the version that
-- editors compare. Tags and tag counts are derived by triggers, for published posts only, so that the pages of a tag are
-- read by key: under row-level security an array operator could not use its index.

CREATE TABLE app.posts (
    id            uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT posts_pkey PRIMARY KEY,
    author_id     uuid        NOT NULL CONSTRAINT posts_author_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    title         text        NOT NULL CONSTRAINT posts_title_check CHECK (char_length(title) BETWEEN 1 AND 200),
    body          text        NOT NULL CONSTRAINT posts_body_check CHECK (char_length(body) BETWEEN 1 AND 100000),
    excerpt       text        NOT NULL GENERATED ALWAYS AS (left(body, 280)) STORED,
    language      text        NOT NULL DEFAULT 'english' CONSTRAINT posts_language_check CHECK (language IN (
                                  'simple', 'arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish', 'french',
                                  'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali',
                                  'norwegian', 'portuguese', 'romanian', 'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish',
                                  'yiddish')),
    status        text        NOT NULL DEFAULT 'draft' CONSTRAINT posts_status_check CHECK (status IN ('draft', 'published', 'archived')),
    published_at  timestamptz CONSTRAINT posts_published_at_check
                              CHECK (published_at >= '1900-01-01T00:00:00Z' AND published_at < '2200-01-01T00:00:00Z'),
    tags          text[]      NOT NULL DEFAULT '{}' CONSTRAINT posts_tags_check CHECK (
                                  cardinality(tags) = 0
                                  OR (cardinality(tags) <= 10
                                      AND array_position(tags, NULL) IS NULL
                                      AND array_to_string(tags, ',') IS NFKC NORMALIZED
                                      AND array_to_string(tags, ',') ~ '^[^[:space:][:cntrl:][:upper:]/,]{1,50}(,[^[:space:][:cntrl:][:upper:]/,]{1,50})*$'
                                      AND regexp_count(array_to_string(tags, ','), ',') = cardinality(tags) - 1)),
    metadata      jsonb       NOT NULL DEFAULT '{}' CONSTRAINT posts_metadata_check
                              CHECK (jsonb_typeof(metadata) = 'object' AND octet_length(metadata::text) <= 16384),
    search_vector tsvector    NOT NULL DEFAULT '',
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now() CONSTRAINT posts_created_at_check
                              CHECK (created_at >= '1900-01-01T00:00:00Z' AND created_at < '2200-01-01T00:00:00Z'),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    listed_at     timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(published_at, created_at)) STORED,
    deleted_at    timestamptz,
    deleted_by    text        CONSTRAINT posts_deleted_by_check CHECK (deleted_by IN ('author', 'staff')),
    CONSTRAINT posts_status_published_at_check CHECK (status = 'draft' OR published_at IS NOT NULL),
    CONSTRAINT posts_deleted_at_deleted_by_check CHECK ((deleted_at IS NULL) = (deleted_by IS NULL))
);

COMMENT ON TABLE app.posts IS 'What people publish. No natural key: two posts may have one title.';
COMMENT ON COLUMN app.posts.language IS 'The text search configuration that reads title, body and tags.';
COMMENT ON COLUMN app.posts.published_at IS 'When it was first published; publishing an archived post again keeps its place in the lists.';
COMMENT ON COLUMN app.posts.listed_at IS 'The place in an author''s own list, where drafts stand among published posts.';
COMMENT ON COLUMN app.posts.deleted_by IS 'Who put it into the trash: what staff removed, the author cannot restore.';
COMMENT ON COLUMN app.posts.search_vector IS 'Title A, body B, tags C, in the language of the post; kept by a trigger.';

-- The front page, and the only place where drafts, archived and deleted posts cost nothing.
CREATE INDEX posts_published_at_id_idx ON app.posts (published_at DESC, id DESC) WHERE status = 'published' AND deleted_at IS NULL;
-- An author's list without a look at the table; also what a closed account's cascade needs.
CREATE INDEX posts_author_id_listed_at_id_idx ON app.posts (author_id, listed_at DESC, id DESC) INCLUDE (title, status, published_at, deleted_at);
CREATE INDEX posts_author_id_deleted_at_id_idx ON app.posts (author_id, deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX posts_search_vector_idx ON app.posts USING gin (search_vector);
CREATE INDEX posts_tags_idx ON app.posts USING gin (tags);
CREATE INDEX posts_metadata_idx ON app.posts USING gin (metadata jsonb_path_ops);

CREATE TABLE app.post_stats (
    post_id         uuid    NOT NULL CONSTRAINT post_stats_pkey PRIMARY KEY
                            CONSTRAINT post_stats_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    view_count      bigint  NOT NULL DEFAULT 0 CONSTRAINT post_stats_view_count_check CHECK (view_count >= 0),
    comment_count   integer NOT NULL DEFAULT 0 CONSTRAINT post_stats_comment_count_check CHECK (comment_count >= 0),
    last_comment_at timestamptz
) WITH (fillfactor = 70);

COMMENT ON TABLE app.post_stats IS 'Counters of a post, one row each, made with it. Derived. Natural key: post_id.';
COMMENT ON COLUMN app.post_stats.last_comment_at IS 'Of the comments that everyone may read.';

-- The key order serves the pages of a tag, newest first, read backwards.
CREATE TABLE app.post_tags (
    tag          text        NOT NULL,
    published_at timestamptz NOT NULL,
    post_id      uuid        NOT NULL CONSTRAINT post_tags_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    CONSTRAINT post_tags_pkey PRIMARY KEY (tag, published_at, post_id)
);

COMMENT ON TABLE app.post_tags IS 'Tags of published posts that are not deleted. Derived from posts. Natural key: its primary key.';

CREATE INDEX post_tags_post_id_idx ON app.post_tags (post_id);

-- A counter rather than a count: the list of tags asks for every tag at once, and counting reads every row of post_tags.
-- No CHECK (post_count >= 0): it would judge the row proposed to ON CONFLICT, which carries a difference.
CREATE TABLE app.tags (
    tag        text    NOT NULL CONSTRAINT tags_pkey PRIMARY KEY,
    post_count integer NOT NULL
) WITH (fillfactor = 50);

COMMENT ON TABLE app.tags IS 'How many rows of post_tags each tag has. Derived. A tag that fell out of use stays with 0. Natural key: tag.';

CREATE TABLE app.post_languages (
    language text NOT NULL CONSTRAINT post_languages_pkey PRIMARY KEY
);

COMMENT ON TABLE app.post_languages IS 'Languages that any post was ever written in, which is what a search has to try. Derived. Natural key: language.';

CREATE TABLE app.comments (
    id            uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT comments_pkey PRIMARY KEY,
    post_id       uuid        NOT NULL CONSTRAINT comments_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    author_id     uuid        NOT NULL CONSTRAINT comments_author_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    parent_id     uuid,
    depth         smallint    NOT NULL DEFAULT 0 CONSTRAINT comments_depth_check CHECK (depth BETWEEN 0 AND 8),
    body          text        NOT NULL CONSTRAINT comments_body_check CHECK (char_length(body) BETWEEN 1 AND 10000),
    is_approved   boolean     NOT NULL DEFAULT true,
    flagged_count integer     NOT NULL DEFAULT 0 CONSTRAINT comments_flagged_count_check CHECK (flagged_count >= 0),
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    CONSTRAINT comments_id_post_id_key UNIQUE (id, post_id),
    -- A reply stands under the post of what it replies to.
    CONSTRAINT comments_parent_id_post_id_fkey FOREIGN KEY (parent_id, post_id) REFERENCES app.comments (id, post_id) ON DELETE CASCADE,
    CONSTRAINT comments_parent_id_depth_check CHECK ((parent_id IS NULL) = (depth = 0))
);

COMMENT ON TABLE app.comments IS 'What people say about a post, in threads. No natural key: one may say a thing twice.';
COMMENT ON COLUMN app.comments.depth IS '0 for a comment on the post itself; set by a trigger from the parent.';

CREATE INDEX comments_post_id_created_at_id_idx ON app.comments (post_id, created_at DESC, id DESC);
CREATE INDEX comments_author_id_created_at_idx ON app.comments (author_id, created_at DESC);
CREATE INDEX comments_parent_id_post_id_idx ON app.comments (parent_id, post_id);

COMMENT ON COLUMN app.posts.deleted_at IS 'Null while the post is not in the trash.';
COMMENT ON COLUMN app.comments.parent_id IS 'Null for a comment on the post itself.';
COMMENT ON COLUMN app.comments.deleted_at IS 'Null while the comment stands.';
