-- Posts of a year, newest last: nine of ten published, the others drafts and archived. Few authors and few tags are in most of them.
CREATE UNLOGGED TABLE bench.numbers AS
SELECT n FROM bench.size AS z CROSS JOIN LATERAL generate_series(1, z.posts) AS n;
ANALYZE bench.numbers;

CREATE UNLOGGED TABLE bench.post_drafts AS
SELECT n.n, bench.post_id(n.n) AS id, bench.user_id(1 + floor(z.users * bench.random(n.n, 21) ^ 2)::bigint) AS author_id,
       z.now - (z.posts - n.n) * (interval '365 days' / z.posts) AS made_at,
       initcap(bench.words(n.n, 22, 3 + (n.n % 6)::integer)) AS title,
       bench.words(n.n, 23, 40 + floor(100 * bench.random(n.n, 24))::integer) || '.' AS body,
       ARRAY(SELECT DISTINCT bench.tag(bench.zipf(n.n * 10 + t, 25, 2000))
             FROM generate_series(1, 1 + floor(4 * bench.random(n.n, 26))::integer) AS t) AS tags,
       CASE n.n % 20 WHEN 3 THEN 'draft' WHEN 13 THEN 'archived' ELSE 'published' END AS status
FROM bench.numbers AS n
CROSS JOIN bench.size AS z;

CREATE UNLOGGED TABLE bench.post_words AS
SELECT d.n, app.post_words('english', d.title, d.body, d.tags) AS search_vector FROM bench.post_drafts AS d;

INSERT INTO app.posts (
    id, author_id, title, body, language, status, published_at, tags, search_vector, created_at, updated_at)
SELECT d.id, d.author_id, d.title, d.body, 'english', d.status, CASE WHEN d.status <> 'draft' THEN d.made_at END, d.tags, w.search_vector,
       d.made_at, d.made_at
FROM bench.post_drafts AS d
JOIN bench.post_words AS w ON w.n = d.n
ORDER BY d.n;

INSERT INTO app.post_languages (language) VALUES ('english') ON CONFLICT DO NOTHING;

DROP TABLE bench.post_words, bench.post_drafts, bench.numbers;
