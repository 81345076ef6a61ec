-- The tables that the plain SQL writes to: what an application without Agora's triggers would have, with the same rows. The search vector is
-- generated, one trigger keeps the audit, and the counters are statements of the transaction.
CREATE TABLE bench.posts (
    id            uuid        NOT NULL PRIMARY KEY,
    author_id     uuid        NOT NULL REFERENCES app.users (id),
    title         text        NOT NULL,
    body          text        NOT NULL,
    language      text        NOT NULL DEFAULT 'english',
    status        text        NOT NULL DEFAULT 'draft',
    published_at  timestamptz,
    tags          text[]      NOT NULL DEFAULT '{}',
    metadata      jsonb       NOT NULL DEFAULT '{}',
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    search_vector tsvector    NOT NULL GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || body)) STORED
);
CREATE TABLE bench.post_stats (
    post_id         uuid    NOT NULL PRIMARY KEY,
    view_count      bigint  NOT NULL DEFAULT 0,
    comment_count   integer NOT NULL DEFAULT 0,
    last_comment_at timestamptz
);
CREATE TABLE bench.post_tags (
    tag          text        NOT NULL,
    published_at timestamptz NOT NULL,
    post_id      uuid        NOT NULL,
    PRIMARY KEY (tag, published_at, post_id)
);
CREATE TABLE bench.tags (
    tag        text    NOT NULL PRIMARY KEY,
    post_count integer NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE bench.comments (
    id         uuid        NOT NULL PRIMARY KEY,
    post_id    uuid        NOT NULL,
    author_id  uuid        NOT NULL REFERENCES app.users (id),
    parent_id  uuid,
    body       text        NOT NULL,
    version    integer     NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE bench.audit (
    occurred_at timestamptz NOT NULL DEFAULT now(),
    id          uuid        NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    table_name  text        NOT NULL,
    row_id      uuid        NOT NULL,
    owner_id    uuid        NOT NULL,
    version     integer     NOT NULL,
    operation   text        NOT NULL
);

INSERT INTO bench.posts (id, author_id, title, body, language, status, published_at, tags, metadata, created_at, updated_at)
SELECT p.id, p.author_id, p.title, p.body, p.language, p.status, p.published_at, p.tags, p.metadata, p.created_at, p.updated_at
FROM app.posts AS p;
INSERT INTO bench.post_stats SELECT s.post_id, s.view_count, s.comment_count, s.last_comment_at FROM app.post_stats AS s;
INSERT INTO bench.post_tags SELECT t.tag, t.published_at, t.post_id FROM app.post_tags AS t;
INSERT INTO bench.tags SELECT t.tag, t.post_count FROM app.tags AS t;
INSERT INTO bench.comments (id, post_id, author_id, parent_id, body, created_at)
SELECT c.id, c.post_id, c.author_id, c.parent_id, c.body, c.created_at FROM app.comments AS c;

CREATE INDEX ON bench.posts (published_at DESC, id DESC);
CREATE INDEX ON bench.posts (author_id, created_at DESC, id DESC);
CREATE INDEX ON bench.posts USING gin (search_vector);
CREATE INDEX ON bench.posts USING gin (tags);
CREATE INDEX ON bench.comments (post_id, created_at, id);
CREATE INDEX ON bench.comments (author_id, created_at);
CREATE INDEX ON bench.audit (row_id, version);
ALTER TABLE bench.comments ADD FOREIGN KEY (post_id) REFERENCES bench.posts (id);

CREATE FUNCTION bench.audited() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO bench.audit (table_name, row_id, owner_id, version, operation)
    VALUES (TG_TABLE_NAME, NEW.id, NEW.author_id, NEW.version, 'insert');
    RETURN NULL;
END
$$;

CREATE TRIGGER posts_audited AFTER INSERT ON bench.posts FOR EACH ROW EXECUTE FUNCTION bench.audited();
CREATE TRIGGER comments_audited AFTER INSERT ON bench.comments FOR EACH ROW EXECUTE FUNCTION bench.audited();

-- Where page 1,000 begins, or the middle of the list where there are fewer.
CREATE TABLE bench.deep AS
SELECT p.published_at, p.id
FROM app.posts AS p
WHERE app.post_is_public(p.status, p.deleted_at)
ORDER BY p.published_at DESC, p.id DESC
LIMIT 1
OFFSET (SELECT least(20000, z.posts * 45 / 100) FROM bench.size AS z);

-- What new posts and comments say, for every contender.
CREATE TABLE bench.texts (
    n       integer NOT NULL PRIMARY KEY,
    title   text    NOT NULL,
    body    text    NOT NULL,
    comment text    NOT NULL,
    tags    text[]  NOT NULL
);
INSERT INTO bench.texts (n, title, body, comment, tags)
SELECT n, bench.words(n, 61, 6), bench.words(n, 62, 90), bench.words(n, 63, 20),
       ARRAY(SELECT DISTINCT bench.tag(bench.zipf(n * 10 + t, 64, 2000)) AS tag FROM generate_series(1, 2) AS t ORDER BY tag)
FROM generate_series(1, 256) AS n;
