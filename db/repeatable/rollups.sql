-- Aggregates that heavy reads use: functions that fold their deltas, functions that fill them, and the ranking over them. The triggers of
-- posts and comments keep them up to date. app.post_is_public() and app.comment_is_public() say what counts as public.
-- Lock order: posts, then post_stats by post_id, then post_days. A change to the sums of a post needs the lock on its row of post_stats.

-- The first day of the span that a day lies in. Spans of a kind follow each other without end, counted from 2000-01-01. Without a
-- search_path of its own, which would keep it from being inlined; the names in it are resolved when it is created.
CREATE OR REPLACE FUNCTION app.span_start(day date, days integer) RETURNS date
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
RETURN day - ((day - date '2000-01-01') % days + days) % days;

-- A range of days as few spans: single days at both ends, then spans of 8, then of 64 in the middle; one line for each stretch of a kind,
-- "ends" not included. While the feature is off it is one stretch of single days.
CREATE OR REPLACE FUNCTION app.spans_of(first_day date, last_day date) RETURNS TABLE (days integer, starts date, ends date)
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    ROWS 5
AS $$
DECLARE
    past     CONSTANT date := last_day + 1;
    eights   CONSTANT date := app.span_start(first_day + 7, 8);
    no_eight CONSTANT date := app.span_start(past, 8);
    longs    date := app.span_start(first_day + 63, 64);
    no_long  date := app.span_start(past, 64);
BEGIN
    IF eights >= no_eight OR NOT app.is_enabled('span-sums') THEN
        RETURN QUERY VALUES (1, first_day, past);
        RETURN;
    END IF;

    IF longs >= no_long THEN
        longs := no_eight;
        no_long := no_eight;
    END IF;

    RETURN QUERY
        SELECT s.days, s.starts, s.ends
        FROM (VALUES (1, first_day, eights), (8, eights, longs), (64, longs, no_long), (8, no_long, no_eight), (1, no_eight, past))
            AS s (days, starts, ends)
        WHERE s.starts < s.ends;
END
$$;

-- Moves up to "wanted" deltas of each kind into the sums; returns how many. One call folds at a time; a second one returns 0 at once.
CREATE OR REPLACE FUNCTION app.fold_rollups(wanted integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    folded integer := 0;
    tags   integer := 0;
BEGIN
    PERFORM app.require_actor('system');

    IF NOT pg_try_advisory_xact_lock(hashtext('app.fold_rollups')) THEN
        RETURN 0;
    END IF;

    -- A line whose sum becomes zero goes, so the sums hold no more than what there is.
    WITH gone AS (
        DELETE FROM app.day_posts_changes AS c
        WHERE c.id = ANY (ARRAY(SELECT n.id FROM app.day_posts_changes AS n ORDER BY n.id LIMIT wanted))
        RETURNING c.day, c.status, c.views, c.posts
    ), summed AS (
        MERGE INTO app.day_posts AS d
        USING (SELECT g.day, g.status, g.views, sum(g.posts) AS posts FROM gone AS g GROUP BY 1, 2, 3 HAVING sum(g.posts) <> 0) AS s
        ON d.day = s.day AND d.status = s.status AND d.views = s.views
        WHEN MATCHED AND d.posts + s.posts = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET posts = d.posts + s.posts
        WHEN NOT MATCHED THEN INSERT (day, status, views, posts) VALUES (s.day, s.status, s.views, s.posts)
    ), spanned AS (
        MERGE INTO app.span_posts AS d
        USING (SELECT w.days, app.span_start(g.day, w.days) AS starts, g.status, g.views, sum(g.posts) AS posts
               FROM gone AS g
               CROSS JOIN (VALUES (8), (64)) AS w (days)
               GROUP BY 1, 2, 3, 4
               HAVING sum(g.posts) <> 0) AS s
        ON d.days = s.days AND d.starts = s.starts AND d.status = s.status AND d.views = s.views
        WHEN MATCHED AND d.posts + s.posts = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET posts = d.posts + s.posts
        WHEN NOT MATCHED THEN INSERT (days, starts, status, views, posts) VALUES (s.days, s.starts, s.status, s.views, s.posts)
    )
    SELECT count(*) INTO folded FROM gone;

    WITH gone AS (
        DELETE FROM app.day_tags_changes AS c
        WHERE c.id = ANY (ARRAY(SELECT n.id FROM app.day_tags_changes AS n ORDER BY n.id LIMIT wanted))
        RETURNING c.day, c.tag, c.posts
    ), summed AS (
        MERGE INTO app.day_tags AS d
        USING (SELECT g.day, g.tag, sum(g.posts) AS posts FROM gone AS g GROUP BY 1, 2 HAVING sum(g.posts) <> 0) AS s
        ON d.day = s.day AND d.tag = s.tag
        WHEN MATCHED AND d.posts + s.posts = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET posts = d.posts + s.posts
        WHEN NOT MATCHED THEN INSERT (day, tag, posts) VALUES (s.day, s.tag, s.posts)
    ), spanned AS (
        MERGE INTO app.span_tags AS d
        USING (SELECT w.days, app.span_start(g.day, w.days) AS starts, g.tag, sum(g.posts) AS posts
               FROM gone AS g
               CROSS JOIN (VALUES (8), (64)) AS w (days)
               GROUP BY 1, 2, 3
               HAVING sum(g.posts) <> 0) AS s
        ON d.days = s.days AND d.starts = s.starts AND d.tag = s.tag
        WHEN MATCHED AND d.posts + s.posts = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET posts = d.posts + s.posts
        WHEN NOT MATCHED THEN INSERT (days, starts, tag, posts) VALUES (s.days, s.starts, s.tag, s.posts)
    )
    SELECT count(*) INTO tags FROM gone;

    RETURN folded + tags;
END
$$;

-- Brings up to "wanted" posts up to date in app.post_trends: those that something has happened to, then those whose sums still hold
-- days that have passed. One day more than needed is summed, for clocks that disagree. Returns how many; 0 when nothing is left to do.
CREATE OR REPLACE FUNCTION app.fold_trends(today date, wanted integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids uuid[];
BEGIN
    PERFORM app.require_actor('system');

    IF NOT pg_try_advisory_xact_lock(hashtext('app.fold_trends')) THEN
        RETURN 0;
    END IF;

    WITH gone AS (
        DELETE FROM app.trend_changes AS c
        WHERE c.id = ANY (ARRAY(SELECT n.id FROM app.trend_changes AS n ORDER BY n.id LIMIT wanted))
        RETURNING c.post_id
    )
    SELECT array_agg(DISTINCT g.post_id) INTO ids FROM gone AS g;

    IF ids IS NULL AND NOT EXISTS (SELECT FROM app.rollups AS r WHERE r.name = 'trends of ' || today) THEN
        SELECT array_agg(t.post_id) INTO ids
        FROM (SELECT o.post_id FROM app.post_trends AS o
              WHERE o.span = 90 AND o.as_of < today ORDER BY o.points DESC, o.post_id LIMIT wanted) AS t;
        IF ids IS NULL THEN
            DELETE FROM app.rollups AS r WHERE r.name LIKE 'trends of %';
            INSERT INTO app.rollups (name) VALUES ('trends of ' || today);
        END IF;
    END IF;

    IF ids IS NULL THEN
        RETURN 0;
    END IF;

    WITH known AS (
        SELECT p.id FROM app.posts AS p WHERE p.id = ANY (ids) ORDER BY p.id FOR KEY SHARE
    ), summed AS (
        SELECT k.id, w.span,
               coalesce((SELECT sum(app.day_points(d.points, d.likes))
                         FROM app.post_days AS d
                         WHERE d.post_id = k.id AND d.day >= today - w.span), 0) AS points
        FROM known AS k
        CROSS JOIN (VALUES (7), (30), (90)) AS w (span)
    ), kept AS (
        INSERT INTO app.post_trends AS t (post_id, span, points, as_of)
        SELECT s.id, s.span, s.points, today FROM summed AS s WHERE s.points > 0
        ON CONFLICT (post_id, span) DO UPDATE SET points = excluded.points, as_of = excluded.as_of
        WHERE (t.points, t.as_of) IS DISTINCT FROM (excluded.points, excluded.as_of)
    )
    DELETE FROM app.post_trends AS t
    USING summed AS s
    WHERE t.post_id = s.id AND t.span = s.span AND s.points <= 0;
    RETURN cardinality(ids);
END
$$;

-- The four functions below fill the sums from their source tables, while others write: each statement adds the difference between a
-- recount and the sums in its own snapshot, and triggers add what is committed later. Run again, they repair the sums.

CREATE OR REPLACE FUNCTION app.build_day_sums() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.day_posts_changes (day, status, views, posts)
    SELECT m.day, m.status, m.views, sum(m.posts)
    FROM (SELECT (p.created_at AT TIME ZONE 'UTC')::date AS day, p.status, s.view_count AS views, count(*) AS posts
          FROM app.posts AS p
          JOIN app.post_stats AS s ON s.post_id = p.id
          WHERE p.deleted_at IS NULL
          GROUP BY 1, 2, 3
          UNION ALL
          SELECT d.day, d.status, d.views, -d.posts FROM app.day_posts AS d
          UNION ALL
          SELECT c.day, c.status, c.views, -c.posts FROM app.day_posts_changes AS c) AS m
    GROUP BY 1, 2, 3
    HAVING sum(m.posts) <> 0;

    INSERT INTO app.day_tags_changes (day, tag, posts)
    SELECT m.day, m.tag, sum(m.posts)
    FROM (SELECT (p.created_at AT TIME ZONE 'UTC')::date AS day, t.tag, count(DISTINCT p.id) AS posts
          FROM app.posts AS p, unnest(p.tags) AS t (tag)
          WHERE app.post_is_public(p.status, p.deleted_at)
          GROUP BY 1, 2
          UNION ALL
          SELECT d.day, d.tag, -d.posts FROM app.day_tags AS d
          UNION ALL
          SELECT c.day, c.tag, -c.posts FROM app.day_tags_changes AS c) AS m
    GROUP BY 1, 2
    HAVING sum(m.posts) <> 0;
END
$$;

-- Fills the sums of spans from the sums of days, while no fold runs. Run again, it repairs them.
CREATE OR REPLACE FUNCTION app.build_span_sums() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('app.fold_rollups'));
    DELETE FROM app.span_posts;
    DELETE FROM app.span_tags;

    INSERT INTO app.span_posts (days, starts, status, views, posts)
    SELECT w.days, app.span_start(d.day, w.days), d.status, d.views, sum(d.posts)
    FROM app.day_posts AS d
    CROSS JOIN (VALUES (8), (64)) AS w (days)
    GROUP BY 1, 2, 3, 4
    HAVING sum(d.posts) <> 0;

    INSERT INTO app.span_tags (days, starts, tag, posts)
    SELECT w.days, app.span_start(d.day, w.days), d.tag, sum(d.posts)
    FROM app.day_tags AS d
    CROSS JOIN (VALUES (8), (64)) AS w (days)
    GROUP BY 1, 2, 3
    HAVING sum(d.posts) <> 0;
END
$$;

-- The days given stay locked until the commit, so past days are filled apart from those that are still written to.
-- Views of the time before there were days are put on the day on which their post was made.
CREATE OR REPLACE FUNCTION app.build_post_days(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.post_days (post_id, day, comments)
    SELECT m.post_id, m.day, sum(m.comments)
    FROM (SELECT c.post_id, (c.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS comments
          FROM app.comments AS c
          WHERE app.comment_is_public(c.is_approved, c.deleted_at)
          GROUP BY 1, 2
          UNION ALL
          SELECT d.post_id, d.day, -d.comments FROM app.post_days AS d) AS m
    WHERE m.day BETWEEN first_day AND last_day
    GROUP BY 1, 2
    HAVING sum(m.comments) <> 0
    ON CONFLICT (post_id, day) DO UPDATE SET comments = post_days.comments + excluded.comments;

    INSERT INTO app.post_days (post_id, day, likes)
    SELECT m.post_id, m.day, sum(m.likes)
    FROM (SELECT l.post_id, (l.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS likes FROM app.post_likes AS l GROUP BY 1, 2
          UNION ALL
          SELECT d.post_id, d.day, -d.likes FROM app.post_days AS d) AS m
    WHERE m.day BETWEEN first_day AND last_day
    GROUP BY 1, 2
    HAVING sum(m.likes) <> 0
    ON CONFLICT (post_id, day) DO UPDATE SET likes = post_days.likes + excluded.likes;

    INSERT INTO app.post_days (post_id, day, views)
    SELECT m.post_id, m.day, m.views
    FROM (SELECT s.post_id, (p.created_at AT TIME ZONE 'UTC')::date AS day,
                 s.view_count - coalesce((SELECT sum(d.views) FROM app.post_days AS d WHERE d.post_id = s.post_id), 0) AS views
          FROM app.post_stats AS s
          JOIN app.posts AS p ON p.id = s.post_id) AS m
    WHERE m.views <> 0 AND m.day BETWEEN first_day AND last_day
    ON CONFLICT (post_id, day) DO UPDATE SET views = post_days.views + excluded.views;
END
$$;

CREATE OR REPLACE FUNCTION app.build_trends() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('app.fold_trends'));
    DELETE FROM app.post_trends;

    INSERT INTO app.post_trends (post_id, span, points, as_of)
    SELECT d.post_id, w.span, sum(app.day_points(d.points, d.likes)), (now() AT TIME ZONE 'UTC')::date
    FROM app.post_days AS d
    JOIN (VALUES (7), (30), (90)) AS w (span) ON d.day >= (now() AT TIME ZONE 'UTC')::date - w.span
    GROUP BY d.post_id, w.span
    HAVING sum(app.day_points(d.points, d.likes)) > 0;
END
$$;

-- The other three, unless it has been done before. What is written to at this moment comes last, so that writers do not wait for long.
CREATE OR REPLACE FUNCTION app.build_rollups() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today CONSTANT date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
    IF EXISTS (SELECT FROM app.rollups AS r WHERE r.name = 'built') THEN
        RETURN;
    END IF;

    PERFORM app.build_day_sums();
    PERFORM app.build_post_days('-infinity', today - 2);
    PERFORM app.build_trends();
    PERFORM app.build_post_days(today - 1, 'infinity');
    INSERT INTO app.trend_changes (post_id) SELECT DISTINCT d.post_id FROM app.post_days AS d WHERE d.day >= today - 1;
    INSERT INTO app.rollups (name) VALUES ('built');
END
$$;

-- Spans as well, unless it has been done before; then readers may use them. An admin can take that back with the feature.
CREATE OR REPLACE FUNCTION app.build_spans() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM app.rollups AS r WHERE r.name = 'spans') THEN
        RETURN;
    END IF;

    PERFORM app.build_span_sums();
    INSERT INTO app.rollups (name) VALUES ('spans');
    UPDATE app.features AS f SET enabled = true WHERE f.name = 'span-sums';
END
$$;

-- Public posts by points of the days given, most first, as far as the caller may see them. The age of a day halves its
-- weight every "half_life" days, or never if that is 0; weights are whole millionths, so that sums are exact.
-- It takes posts from the top of app.post_trends, whose sums are never too small, and those that changed since; sums them
-- exactly; and stops when no post further down can reach the last place wanted. Otherwise it looks deeper.
-- migrate: allow=PGM507 reason="made again in the same transaction with one column more; callers name the columns"
DROP FUNCTION IF EXISTS app.trending_posts(date, date, integer, integer);
CREATE FUNCTION app.trending_posts(first_day date, last_day date, half_life integer, wanted integer)
    RETURNS TABLE (post_id uuid, comments bigint, likes bigint, views bigint, score numeric)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 20
AS $$
#variable_conflict use_column
DECLARE
    listed     CONSTANT bigint := CASE WHEN last_day - first_day < 7 THEN 7 WHEN last_day - first_day < 30 THEN 30 ELSE 90 END;
    depth      integer := greatest(2 * wanted, 32);
    candidates uuid[];
    unseen     bigint;
    ids        uuid[];
    talk       bigint[];
    liked      bigint[];
    looks      bigint[];
    points     numeric[];
BEGIN
    IF wanted < 1 THEN
        RETURN;
    END IF;

    LOOP
        SELECT array_agg(t.post_id), CASE WHEN count(*) = depth THEN min(t.points) ELSE 0 END
        INTO candidates, unseen
        FROM (SELECT l.post_id, l.points
              FROM app.post_trends AS l
              WHERE l.span = listed
              ORDER BY l.points DESC, l.post_id
              LIMIT depth) AS t;

        SELECT array_agg(s.post_id), array_agg(s.comments), array_agg(s.likes), array_agg(s.views), array_agg(s.points)
        INTO ids, talk, liked, looks, points
        FROM (SELECT d.post_id, d.comments, d.likes, d.views, d.points
              FROM (SELECT u.post_id FROM unnest(candidates) AS u (post_id)
                    UNION
                    SELECT n.post_id FROM app.trend_changes AS n) AS c
              JOIN app.posts AS p ON p.id = c.post_id AND app.post_is_public(p.status, p.deleted_at)
              CROSS JOIN LATERAL (
                  SELECT e.post_id, sum(e.comments) AS comments, sum(e.likes) AS likes, sum(e.views) AS views,
                         sum(app.day_points(e.points, e.likes) * CASE half_life
                             WHEN 0 THEN 1000000
                             ELSE round(1000000 * 0.5 ^ ((last_day - e.day)::numeric / half_life))
                         END) AS points
                  FROM app.post_days AS e
                  WHERE e.post_id = c.post_id AND e.day BETWEEN first_day AND last_day
                  GROUP BY e.post_id) AS d
              WHERE d.points > 0
              ORDER BY d.points DESC, d.post_id DESC
              LIMIT wanted) AS s;

        EXIT WHEN unseen = 0 OR points[wanted] > unseen * 1000000::numeric;
        depth := depth * 8;
    END LOOP;

    RETURN QUERY
        SELECT f.post_id, f.comments, f.likes, f.views, trim_scale(round(f.points / 10000000, 7))
        FROM unnest(ids, talk, liked, looks, points) AS f (post_id, comments, likes, views, points);
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.fold_rollups(integer), app.fold_trends(date, integer), app.build_day_sums(), app.build_span_sums(),
    app.build_post_days(date, date), app.build_trends(),
    app.build_rollups(), app.build_spans(), app.trending_posts(date, date, integer, integer), app.span_start(date, integer),
    app.spans_of(date, date)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.fold_rollups(integer), app.fold_trends(date, integer), app.trending_posts(date, date, integer, integer),
    app.span_start(date, integer), app.spans_of(date, date) TO app_api;
