-- A million comments of 5,000 people on the posts that are there, such as an imported index; most of them on few posts, a third of
-- them replies. Run as a member of app_owner. Everything goes through the triggers. Random, and the same at each run.
\set ON_ERROR_STOP on
\timing on
SET ROLE app_owner;
SET search_path = app, public;
SET synchronous_commit = off;
SELECT setseed(0.42);

INSERT INTO app.users (id, username, full_name, created_at)
SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench' || n, 'Bench Person ' || n, now() - (5000 - n) * interval '100 minutes'
FROM generate_series(1, 5000) AS n
ON CONFLICT DO NOTHING;

CREATE TEMPORARY TABLE drawn AS
SELECT row_number() OVER (ORDER BY p.id) AS n, p.id, p.listed_at, count(*) OVER () AS posts
FROM app.posts AS p
WHERE p.status = 'published' AND p.deleted_at IS NULL;
CREATE UNIQUE INDEX ON drawn (n);
ANALYZE drawn;

CREATE TEMPORARY TABLE said AS
SELECT c.n, gen_random_uuid() AS id, 1 + floor((SELECT d.posts FROM drawn AS d LIMIT 1) * c.which ^ 2)::bigint AS post,
       ('00000000-0000-4000-8000-' || lpad(to_hex(1 + floor(5000 * c.who ^ 2)::integer), 12, '0'))::uuid AS author, c.late
FROM (SELECT n, random() AS which, random() AS who, random() AS late FROM generate_series(1, 1000000) AS n) AS c;

INSERT INTO app.comments (id, post_id, author_id, body, created_at)
SELECT s.id, d.id, s.author, 'A comment of the bench, with **a word** in bold.', d.listed_at + (now() - d.listed_at) * s.late
FROM said AS s
JOIN drawn AS d ON d.n = s.post
WHERE s.n % 3 <> 0;

INSERT INTO app.comments (post_id, parent_id, author_id, body)
SELECT d.id, p.id, s.author, 'A reply of the bench.'
FROM said AS s
JOIN said AS p ON p.n = s.n - 1
JOIN drawn AS d ON d.n = p.post
WHERE s.n % 3 = 0;

SELECT app.fold_rollups(10000000);
SELECT app.fold_trends((now() AT TIME ZONE 'UTC')::date, 10000000);
DROP TABLE said, drawn;
VACUUM (ANALYZE) app.users, app.posts, app.post_stats, app.comments, app.comment_stats, app.post_days, app.post_trends;
