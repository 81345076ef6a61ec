-- Likes: what the triggers of their tables call, and the counters. Whether something may be liked is in the policies of the tables.
-- Lock order: posts and comments by the foreign keys, likes by what is liked and the user, then post_stats by post_id or comment_stats by
-- comment_id, then post_days, then notifications.

-- Ten times the trending score of a day: 20 for each comment and 1 for each view are in "points", 5 for each like are added. One expression
-- without a SET clause, so that it is inlined.
CREATE OR REPLACE FUNCTION app.day_points(points bigint, likes integer) RETURNS bigint
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN points + 5 * likes;

-- A transaction that likes one post holds one row of each table, and holds it from here to its commit: only a notification is written after
-- this. A batch that likes several holds the counters in the order of its operations, so that two batches may deadlock, and one of them is
-- run again. The counter and the sums of a post that is deleted for good may be gone.
CREATE OR REPLACE FUNCTION app.count_likes(posts uuid[], days date[], amounts integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF cardinality(posts) > 1 THEN
        PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (posts) ORDER BY s.post_id FOR NO KEY UPDATE;
    END IF;

    UPDATE app.post_stats AS s
    SET like_count = s.like_count + m.amount
    FROM (SELECT u.post_id, sum(u.amount) AS amount FROM unnest(posts, amounts) AS u (post_id, amount) GROUP BY u.post_id) AS m
    WHERE s.post_id = m.post_id;

    INSERT INTO app.post_days (post_id, day, likes)
    SELECT m.post_id, m.day, m.amount
    FROM unnest(posts, days, amounts) AS m (post_id, day, amount)
    WHERE m.amount > 0
    ON CONFLICT (post_id, day) DO UPDATE SET likes = post_days.likes + excluded.likes;

    UPDATE app.post_days AS d
    SET likes = d.likes + m.amount
    FROM unnest(posts, days, amounts) AS m (post_id, day, amount)
    WHERE m.amount < 0 AND d.post_id = m.post_id AND d.day = m.day;

    INSERT INTO app.trend_changes (post_id) SELECT DISTINCT m.post_id FROM unnest(posts) AS m (post_id);
END
$$;

-- Whether a like notified of nothing, because the same person had taken back one of the same content less than a day before, of which the
-- author knew.
CREATE OR REPLACE FUNCTION app.like_is_repeated(who uuid, content uuid, since timestamptz) RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM app.withdrawn_likes AS w
        WHERE w.user_id = who AND w.content_id = content AND w.withdrawn_at > since - interval '1 day');

-- Takes likes back out of the unread notification that counts them; one that counts none any more is deleted. A like of which there is no
-- unread notification is remembered instead. The row of the counter is locked before. A like that was given while the author had muted the
-- post is in none: muting deletes the unread one, and the next one is younger than the like.
CREATE OR REPLACE FUNCTION app.withdraw_likes(
    fans uuid[], since timestamptz[], authors uuid[], contents uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    unread uuid[];
BEGIN
    IF fans IS NULL THEN
        RETURN;
    END IF;

    -- An account that is closed or deleted likes nothing again.
    INSERT INTO app.withdrawn_likes (user_id, content_id, withdrawn_at)
    SELECT k.fan, k.content, statement_timestamp()
    FROM unnest(fans, since, authors, contents) AS k (fan, since, author, content)
    JOIN app.users AS u ON u.id = k.fan AND u.deleted_at IS NULL
    WHERE NOT app.like_is_repeated(k.fan, k.content, k.since)
      AND NOT EXISTS (
          SELECT FROM app.notifications AS n
          WHERE n.user_id = k.author
            AND coalesce(n.comment_id, n.post_id) = k.content
            AND n.kind = 'like'
            AND n.read_at IS NULL
            AND n.created_at <= k.since)
    ORDER BY k.fan, k.content
    ON CONFLICT (user_id, content_id) DO UPDATE SET withdrawn_at = excluded.withdrawn_at;

    WITH lowered AS (
        UPDATE app.notifications AS n
        SET likes = greatest(n.likes - m.amount, 0)
        FROM (SELECT o.id, count(*) AS amount
              FROM unnest(fans, since, authors, contents) AS k (fan, since, author, content)
              JOIN app.notifications AS o
                  ON o.user_id = k.author
                  AND coalesce(o.comment_id, o.post_id) = k.content
                  AND o.kind = 'like'
                  AND o.read_at IS NULL
                  AND o.created_at <= k.since
              WHERE NOT app.like_is_repeated(k.fan, k.content, k.since)
              GROUP BY o.id) AS m
        WHERE n.id = m.id AND n.read_at IS NULL
        RETURNING n.id, n.likes
    )
    SELECT array_agg(l.id) INTO unread FROM lowered AS l WHERE l.likes = 0;
    IF unread IS NOT NULL THEN
        DELETE FROM app.notifications AS n WHERE n.id = ANY (unread) AND n.likes = 0 AND n.read_at IS NULL;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION app.post_likes_counted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    sign    CONSTANT integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
    posts   uuid[];
    days    date[];
    amounts integer[];
BEGIN
    SELECT array_agg(l.post_id), array_agg(l.day), array_agg(l.amount) INTO posts, days, amounts
    FROM (SELECT c.post_id, (c.created_at AT TIME ZONE 'UTC')::date AS day, sign * count(*) AS amount FROM changed AS c GROUP BY 1, 2) AS l;
    IF posts IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM app.count_likes(posts, days, amounts);

    IF TG_OP = 'DELETE' THEN
        PERFORM app.withdraw_likes(array_agg(c.user_id), array_agg(c.created_at), array_agg(p.author_id), array_agg(p.id))
        FROM changed AS c
        JOIN app.posts AS p ON p.id = c.post_id AND p.deleted_at IS NULL;
        RETURN NULL;
    END IF;

    INSERT INTO app.notifications (user_id, kind, post_id, likes, created_at)
    SELECT p.author_id, 'like', p.id, count(*), min(c.created_at)
    FROM changed AS c
    JOIN app.posts AS p ON p.id = c.post_id
    WHERE app.wants_notification(p.author_id, c.user_id, p.id, 'like')
      AND NOT app.like_is_repeated(c.user_id, p.id, c.created_at)
    GROUP BY p.author_id, p.id
    ORDER BY p.author_id, p.id
    ON CONFLICT (user_id, (coalesce(comment_id, post_id))) WHERE kind = 'like' AND read_at IS NULL
    DO UPDATE SET likes = notifications.likes + excluded.likes,
                  created_at = least(notifications.created_at, excluded.created_at);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.comment_likes_counted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count, like_count)
        SELECT c.comment_id, 0, 0, count(*)
        FROM changed AS c
        GROUP BY c.comment_id
        ORDER BY c.comment_id
        ON CONFLICT (comment_id) DO UPDATE SET like_count = comment_stats.like_count + excluded.like_count;

        INSERT INTO app.notifications (user_id, kind, post_id, comment_id, likes, created_at)
        SELECT m.author_id, 'like', m.post_id, m.id, count(*), min(c.created_at)
        FROM changed AS c
        JOIN app.comments AS m ON m.id = c.comment_id
        WHERE app.wants_notification(m.author_id, c.user_id, m.post_id, 'like')
          AND NOT app.like_is_repeated(c.user_id, m.id, c.created_at)
        GROUP BY m.author_id, m.post_id, m.id
        ORDER BY m.author_id, m.id
        ON CONFLICT (user_id, (coalesce(comment_id, post_id))) WHERE kind = 'like' AND read_at IS NULL
        DO UPDATE SET likes = notifications.likes + excluded.likes,
                      created_at = least(notifications.created_at, excluded.created_at);
        RETURN NULL;
    END IF;

    PERFORM FROM app.comment_stats AS s
    WHERE s.comment_id IN (SELECT c.comment_id FROM changed AS c)
    ORDER BY s.comment_id
    FOR NO KEY UPDATE;

    UPDATE app.comment_stats AS s
    SET like_count = s.like_count - m.amount
    FROM (SELECT c.comment_id, count(*) AS amount FROM changed AS c GROUP BY 1) AS m
    WHERE s.comment_id = m.comment_id;

    PERFORM app.withdraw_likes(array_agg(c.user_id), array_agg(c.created_at), array_agg(m.author_id), array_agg(m.id))
    FROM changed AS c
    JOIN app.comments AS m ON m.id = c.comment_id AND m.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- Repairs the counters while others write, as app.build_rollups() does: each statement adds the difference in its own snapshot, and
-- triggers add what is committed later.
CREATE OR REPLACE FUNCTION app.build_like_counts() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE app.post_stats AS s
    SET like_count = s.like_count + m.amount
    FROM (SELECT k.post_id, coalesce(l.amount, 0) - k.like_count AS amount
          FROM app.post_stats AS k
          LEFT JOIN (SELECT p.post_id, count(*) AS amount FROM app.post_likes AS p GROUP BY 1) AS l ON l.post_id = k.post_id
          WHERE k.like_count <> coalesce(l.amount, 0)) AS m
    WHERE s.post_id = m.post_id;

    INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count, like_count)
    SELECT m.comment_id, 0, 0, m.amount
    FROM (SELECT u.comment_id, sum(u.amount) AS amount
          FROM (SELECT l.comment_id, 1 AS amount FROM app.comment_likes AS l
                UNION ALL
                SELECT s.comment_id, -s.like_count FROM app.comment_stats AS s) AS u
          GROUP BY u.comment_id
          HAVING sum(u.amount) <> 0) AS m
    ORDER BY m.comment_id
    ON CONFLICT (comment_id) DO UPDATE SET like_count = comment_stats.like_count + excluded.like_count;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.day_points(bigint, integer), app.count_likes(uuid[], date[], integer[]), app.post_likes_counted(), app.comment_likes_counted(),
    app.build_like_counts(), app.like_is_repeated(uuid, uuid, timestamptz),
    app.withdraw_likes(uuid[], timestamptz[], uuid[], uuid[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.day_points(bigint, integer) TO app_api, app_readonly;
