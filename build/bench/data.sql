-- Fills an empty Agora for the benchmarks: 5,000 people, 200,000 posts of a year, 1,000,000 comments, views, follows. Run as a member
-- of app_owner. Everything goes through the triggers, so what they keep is as it would be. Random, and the same at each run.
\set ON_ERROR_STOP on
\timing on
SET ROLE app_owner;
SET search_path = app, public;
SET synchronous_commit = off;
SELECT setseed(0.42);

INSERT INTO app.users (id, username, full_name, created_at)
SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench' || n, 'Bench Person ' || n, now() - (5000 - n) * interval '100 minutes'
FROM generate_series(1, 5000) AS n;

-- 300 tags and 5,000 authors, few of them in most of the posts.
CREATE TEMPORARY TABLE drawn AS
SELECT n,
       ('10000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
       1 + floor(5000 * random() ^ 2)::integer AS author,
       now() - interval '365 days' + n * interval '365 days' / 200000 AS made_at,
       random() AS state,
       ARRAY(SELECT DISTINCT 'tag' || 1 + floor(300 * random() ^ 3)::integer FROM generate_series(1, 3) WHERE n > 0) AS tags
FROM generate_series(1, 200000) AS n;

INSERT INTO app.posts (id, author_id, title, body, status, published_at, created_at, tags)
SELECT d.id, ('00000000-0000-4000-8000-' || lpad(to_hex(d.author), 12, '0'))::uuid, 'A post of the bench, number ' || d.n,
       format('Body of post %s. It speaks of common%s and of usual%s, at times of rare%s, and is as long as a short note is: some two hundred and more characters, so that the excerpt in a list has what it cuts from a longer text.',
              d.n, d.n % 3, d.n % 200, d.n % 5000),
       CASE WHEN d.state < 0.9 THEN 'published' WHEN d.state < 0.95 THEN 'draft' ELSE 'archived' END,
       CASE WHEN d.state < 0.9 OR d.state >= 0.95 THEN d.made_at END, d.made_at, d.tags
FROM drawn AS d
ORDER BY d.n;

-- Comments come mostly soon after the post, and mostly to few posts.
INSERT INTO app.comments (id, post_id, author_id, body, created_at)
SELECT gen_random_uuid(), p.id, ('00000000-0000-4000-8000-' || lpad(to_hex(1 + floor(5000 * c.who ^ 2)::integer), 12, '0'))::uuid,
       'A comment of the bench, as long as most are.', p.made_at + (now() - p.made_at) * c.late ^ 3
FROM (SELECT 1 + floor(200000 * random() ^ 1.5)::integer AS post, random() AS who, random() AS late FROM generate_series(1, 1000000)) AS c
JOIN drawn AS p ON p.n = 200001 - c.post;

-- Views are counted today, all of them at once; those of much-read posts are then spread over the last twenty days.
UPDATE app.post_stats AS s
SET view_count = floor(200 * random() ^ 4 + 20 * s.comment_count * random());

INSERT INTO app.post_days (post_id, day, views)
SELECT d.post_id, d.day - n, d.views / 21
FROM app.post_days AS d
CROSS JOIN generate_series(1, 20) AS n
WHERE d.views >= 100 AND d.day = (now() AT TIME ZONE 'UTC')::date
ON CONFLICT (post_id, day) DO UPDATE SET views = post_days.views + excluded.views;

UPDATE app.post_days AS d
SET views = d.views - 20 * (d.views / 21)
WHERE d.views >= 100 AND d.day = (now() AT TIME ZONE 'UTC')::date;

-- The sums of the last days were spread past their triggers, so they are made anew; then what waits is folded.
SELECT app.build_trends();
SELECT app.fold_rollups(10000000);
SELECT app.fold_trends((now() AT TIME ZONE 'UTC')::date, 10000000);

INSERT INTO app.follows (follower_id, followee_id)
SELECT DISTINCT f.a, f.b
FROM (SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(1 + floor(5000 * random())::integer), 12, '0'))::uuid AS a,
             ('00000000-0000-4000-8000-' || lpad(to_hex(1 + floor(5000 * random() ^ 2)::integer), 12, '0'))::uuid AS b
      FROM generate_series(1, 50000)) AS f
WHERE f.a <> f.b
ON CONFLICT DO NOTHING;

DROP TABLE drawn;
VACUUM (ANALYZE) app.users, app.posts, app.post_stats, app.post_tags, app.tags, app.comments, app.follows, app.post_days, app.post_trends, app.day_posts, app.day_tags;
