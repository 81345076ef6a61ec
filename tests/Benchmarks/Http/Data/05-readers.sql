-- Who follows whom, and what the readers of the feed have read. The readers are the users from 11 on, see FeedReaders.
INSERT INTO app.follows (follower_id, followee_id, created_at)
SELECT DISTINCT bench.user_id(f.follower), bench.user_id(f.followee), f.now
FROM (SELECT 1 + floor(z.users * bench.random(n, 41))::bigint AS follower, 1 + floor(z.users * bench.random(n, 42) ^ 2)::bigint AS followee,
             z.now
      FROM bench.size AS z
      CROSS JOIN LATERAL generate_series(1, 3 * z.users) AS n
      UNION ALL
      SELECT 10 + r, 1 + floor(z.users * bench.random(r * 20 + k, 43) ^ 2)::bigint, z.now
      FROM bench.size AS z
      CROSS JOIN LATERAL generate_series(1, least(1000, z.users - 10)) AS r
      CROSS JOIN generate_series(1, 10) AS k) AS f
WHERE f.follower <> f.followee;

INSERT INTO app.post_reads (user_id, post_id, counted_at)
SELECT DISTINCT ON (m.reader, m.post) bench.user_id(m.reader), bench.post_id(bench.published(m.post)), m.now - m.k * interval '1 hour'
FROM (SELECT 10 + r AS reader, z.posts - floor(z.posts * bench.random(r * 100 + k, 44) ^ 3)::bigint AS post, k, z.now
      FROM bench.size AS z
      CROSS JOIN LATERAL generate_series(1, least(1000, z.users - 10)) AS r
      CROSS JOIN generate_series(1, 30) AS k) AS m
ORDER BY m.reader, m.post, m.k
ON CONFLICT DO NOTHING;
