-- Comments in groups of four: two on a post, a reply to the second, and a reply to that. Most of them are on few posts and soon after the
-- post, by few authors.
CREATE UNLOGGED TABLE bench.groups AS
SELECT g AS n, 1 + (floor(z.posts * bench.random(g, 31) ^ 2)::bigint * 7919) % z.posts AS one,
       1 + (floor(z.posts * bench.random(g, 32) ^ 2)::bigint * 7919) % z.posts AS other
FROM bench.size AS z
CROSS JOIN LATERAL generate_series(1, z.comments / 4) AS g;
ANALYZE bench.groups;

CREATE UNLOGGED TABLE bench.comment_drafts AS
SELECT c.n, c.post_id, c.parent_n, c.depth, c.made_at,
       CASE c.depth WHEN 0 THEN ''::bytea ELSE c.parent_path END
           || int8send((extract(epoch FROM c.made_at) * 1000000)::bigint) || uuid_send(bench.comment_id(c.n)) AS path,
       bench.user_id(1 + floor(z.users * bench.random(c.n, 33) ^ 2)::bigint) AS author_id,
       bench.words(c.n, 34, 6 + floor(30 * bench.random(c.n, 35))::integer) AS body
FROM bench.groups AS g
CROSS JOIN bench.size AS z
CROSS JOIN LATERAL (
    SELECT bench.published(g.one) AS one, bench.published(g.other) AS other) AS p
CROSS JOIN LATERAL (
    SELECT z.now - (z.posts - p.one) * (interval '365 days' / z.posts) AS one_at,
           z.now - (z.posts - p.other) * (interval '365 days' / z.posts) AS other_at) AS t
CROSS JOIN LATERAL (
    SELECT date_trunc('milliseconds', t.one_at + (z.now - t.one_at) * bench.random(g.n, 36) ^ 3) AS at1,
           date_trunc('milliseconds', t.other_at + (z.now - t.other_at) * bench.random(g.n, 37) ^ 3) AS at2) AS r
CROSS JOIN LATERAL (
    SELECT r.at2 + (z.now - r.at2) * bench.random(g.n, 38) ^ 3 * 0.1 AS at3) AS s
CROSS JOIN LATERAL (
    SELECT s.at3 + (z.now - s.at3) * bench.random(g.n, 39) ^ 3 * 0.1 AS at4) AS u
CROSS JOIN LATERAL (
    SELECT int8send((extract(epoch FROM r.at2) * 1000000)::bigint) || uuid_send(bench.comment_id(4 * g.n - 2)) AS path2,
           int8send((extract(epoch FROM s.at3) * 1000000)::bigint) || uuid_send(bench.comment_id(4 * g.n - 1)) AS path3) AS k
CROSS JOIN LATERAL (VALUES
    (4 * g.n - 3, bench.post_id(p.one), NULL::bigint, 0, r.at1, NULL::bytea),
    (4 * g.n - 2, bench.post_id(p.other), NULL, 0, r.at2, NULL),
    (4 * g.n - 1, bench.post_id(p.other), 4 * g.n - 2, 1, s.at3, k.path2),
    (4 * g.n, bench.post_id(p.other), 4 * g.n - 1, 2, u.at4, k.path2 || k.path3)) AS c (n, post_id, parent_n, depth, made_at, parent_path);

INSERT INTO app.comments (id, post_id, author_id, parent_id, depth, body, created_at, updated_at, path)
SELECT bench.comment_id(d.n), d.post_id, d.author_id, bench.comment_id(d.parent_n), d.depth, d.body, d.made_at, d.made_at, d.path
FROM bench.comment_drafts AS d
ORDER BY d.made_at, d.n;

DROP TABLE bench.comment_drafts, bench.groups;
