-- What the triggers would have made, counted at once. The check that follows compares it with a recount.
INSERT INTO app.post_tags (tag, published_at, post_id)
SELECT t.tag, p.published_at, p.id
FROM app.posts AS p
CROSS JOIN LATERAL unnest(p.tags) AS t (tag)
WHERE app.post_is_public(p.status, p.deleted_at)
ORDER BY t.tag, p.published_at;

INSERT INTO app.tags (tag, post_count)
SELECT t.tag, count(*) FROM app.post_tags AS t GROUP BY t.tag;

INSERT INTO app.post_stats (post_id, view_count, comment_count, last_comment_at)
SELECT p.id, floor(200 * bench.random(uuid_hash_extended(p.id, 0), 51) ^ 4 + 15 * coalesce(c.amount, 0)
           * bench.random(uuid_hash_extended(p.id, 0), 52))::bigint, coalesce(c.amount, 0), c.latest
FROM app.posts AS p
LEFT JOIN (SELECT m.post_id, count(*) AS amount, max(m.created_at) AS latest FROM app.comments AS m GROUP BY m.post_id) AS c
    ON c.post_id = p.id
ORDER BY p.id;

-- A third of the views on the day of the post, the others later.
INSERT INTO app.post_days (post_id, day, comments, views)
SELECT m.post_id, m.day, sum(m.comments), sum(m.views)
FROM (SELECT c.post_id, (c.created_at AT TIME ZONE 'UTC')::date AS day, 1 AS comments, 0 AS views FROM app.comments AS c
      UNION ALL
      SELECT v.post_id,
             v.made_on + floor((v.today - v.made_on) * k.part / 2.0 * bench.random(uuid_hash_extended(v.post_id, 0), 53 + k.part))::integer, 0,
             CASE k.part WHEN 0 THEN v.view_count - 2 * (v.view_count / 3) ELSE v.view_count / 3 END
      FROM (SELECT s.post_id, s.view_count, (p.created_at AT TIME ZONE 'UTC')::date AS made_on, (z.now AT TIME ZONE 'UTC')::date AS today
            FROM app.post_stats AS s
            JOIN app.posts AS p ON p.id = s.post_id
            CROSS JOIN bench.size AS z
            WHERE s.view_count > 0) AS v
      CROSS JOIN generate_series(0, 2) AS k (part)) AS m
GROUP BY m.post_id, m.day
HAVING sum(m.comments) + sum(m.views) > 0;

INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count)
SELECT p.id, count(*) FILTER (WHERE c.parent_id = p.id), count(*)
FROM app.comments AS c
CROSS JOIN LATERAL (
    SELECT c.parent_id AS id
    UNION ALL
    SELECT o.parent_id FROM app.comments AS o WHERE o.id = c.parent_id AND o.parent_id IS NOT NULL) AS p
WHERE c.parent_id IS NOT NULL
GROUP BY p.id;

INSERT INTO app.follow_counts (user_id, follower_count, following_count)
SELECT m.user_id, sum(m.follower), sum(m.following)
FROM (SELECT f.followee_id AS user_id, 1 AS follower, 0 AS following FROM app.follows AS f
      UNION ALL
      SELECT f.follower_id, 0, 1 FROM app.follows AS f) AS m
GROUP BY m.user_id;

SELECT app.build_day_sums();
SELECT app.fold_rollups(100000000);
SELECT app.build_trends();
SELECT app.fold_trends((now() AT TIME ZONE 'UTC')::date, 100000000);
