-- Sums that heavy reads live on: what keeps them, what folds them, what fills them, and the ranking over them.
-- A post counts as public with status = 'published' AND deleted_at IS NULL, a comment with is_approved AND deleted_at IS NULL.
-- Lock order: posts, then post_stats by post_id, then post_days. Whoever changes sums of a post holds its row of post_stats.

-- Comments of a post by day. Runs after app.comments_counted(), which holds the counters of the same posts.
CREATE OR REPLACE FUNCTION app.comments_days() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    posts   uuid[];
    days    date[];
    amounts integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(c.post_id), array_agg(c.day), array_agg(c.amount) INTO posts, days, amounts
        FROM (SELECT a.post_id, (a.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS amount
              FROM added AS a WHERE a.is_approved AND a.deleted_at IS NULL GROUP BY 1, 2) AS c;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(c.post_id), array_agg(c.day), array_agg(c.amount) INTO posts, days, amounts
        FROM (SELECT r.post_id, (r.created_at AT TIME ZONE 'UTC')::date AS day, -count(*) AS amount
              FROM removed AS r WHERE r.is_approved AND r.deleted_at IS NULL GROUP BY 1, 2) AS c;
    ELSE
        SELECT array_agg(c.post_id), array_agg(c.day), array_agg(c.amount) INTO posts, days, amounts
        FROM (SELECT m.post_id, (m.created_at AT TIME ZONE 'UTC')::date AS day, sum(m.amount) AS amount
              FROM (SELECT r.post_id, r.created_at, -1 AS amount FROM removed AS r WHERE r.is_approved AND r.deleted_at IS NULL
                    UNION ALL
                    SELECT a.post_id, a.created_at, 1 FROM added AS a WHERE a.is_approved AND a.deleted_at IS NULL) AS m
              GROUP BY 1, 2
              HAVING sum(m.amount) <> 0) AS c;
    END IF;

    IF posts IS NULL THEN
        RETURN NULL;
    END IF;

    INSERT INTO app.post_days (post_id, day, comments)
    SELECT m.post_id, m.day, m.amount FROM unnest(posts, days, amounts) AS m (post_id, day, amount) WHERE m.amount > 0
    ON CONFLICT (post_id, day) DO UPDATE SET comments = post_days.comments + excluded.comments;

    -- A post that is deleted for good takes its days along, so there may be none to lower.
    UPDATE app.post_days AS d
    SET comments = d.comments + m.amount
    FROM unnest(posts, days, amounts) AS m (post_id, day, amount)
    WHERE m.amount < 0 AND d.post_id = m.post_id AND d.day = m.day;
    RETURN NULL;
END
$$;

-- Views of a post by the day on which they are counted, and its move to another place among the posts of its day.
CREATE OR REPLACE FUNCTION app.post_stats_rolled_up() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids    uuid[];
    before bigint[];
    after  bigint[];
BEGIN
    SELECT array_agg(a.post_id), array_agg(r.view_count), array_agg(a.view_count) INTO ids, before, after
    FROM added AS a
    JOIN removed AS r ON r.post_id = a.post_id
    WHERE a.view_count <> r.view_count;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;

    INSERT INTO app.post_days (post_id, day, views)
    SELECT m.post_id, (now() AT TIME ZONE 'UTC')::date, m.after - m.before FROM unnest(ids, before, after) AS m (post_id, before, after)
    ON CONFLICT (post_id, day) DO UPDATE SET views = post_days.views + excluded.views;

    INSERT INTO app.day_posts_changes (day, status, views, posts)
    SELECT (p.created_at AT TIME ZONE 'UTC')::date, p.status, v.views, sum(v.posts)
    FROM unnest(ids, before, after) AS m (post_id, before, after)
    JOIN app.posts AS p ON p.id = m.post_id
    CROSS JOIN LATERAL (VALUES (m.before, -1), (m.after, 1)) AS v (views, posts)
    WHERE p.deleted_at IS NULL
    GROUP BY 1, 2, 3
    HAVING sum(v.posts) <> 0;
    RETURN NULL;
END
$$;

-- Posts by day, status and views, and tags by day. The counters are locked before they are read: a view that is counted
-- meanwhile has then either moved the post already, or moves it from where this leaves it.
CREATE OR REPLACE FUNCTION app.posts_rolled_up() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.day_posts_changes (day, status, views, posts)
        SELECT (a.created_at AT TIME ZONE 'UTC')::date, a.status, 0, count(*) FROM added AS a WHERE a.deleted_at IS NULL GROUP BY 1, 2;

        INSERT INTO app.day_tags_changes (day, tag, posts)
        SELECT (a.created_at AT TIME ZONE 'UTC')::date, t.tag, count(DISTINCT a.id)
        FROM added AS a, unnest(a.tags) AS t (tag)
        WHERE a.status = 'published' AND a.deleted_at IS NULL
        GROUP BY 1, 2;
        RETURN NULL;
    END IF;

    SELECT array_agg(a.id) INTO ids
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    WHERE (a.status, a.deleted_at, a.created_at, a.tags) IS DISTINCT FROM (r.status, r.deleted_at, r.created_at, r.tags);
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (ids) ORDER BY s.post_id FOR NO KEY UPDATE;

    INSERT INTO app.day_posts_changes (day, status, views, posts)
    SELECT (m.created_at AT TIME ZONE 'UTC')::date, m.status, s.view_count, sum(m.posts)
    FROM (SELECT r.id, r.created_at, r.status, -1 AS posts FROM removed AS r WHERE r.deleted_at IS NULL
          UNION ALL
          SELECT a.id, a.created_at, a.status, 1 FROM added AS a WHERE a.deleted_at IS NULL) AS m
    JOIN app.post_stats AS s ON s.post_id = m.id
    WHERE m.id = ANY (ids)
    GROUP BY 1, 2, 3
    HAVING sum(m.posts) <> 0;

    INSERT INTO app.day_tags_changes (day, tag, posts)
    SELECT m.day, m.tag, sum(m.posts)
    FROM (SELECT DISTINCT r.id, (r.created_at AT TIME ZONE 'UTC')::date AS day, t.tag, -1 AS posts
          FROM removed AS r, unnest(r.tags) AS t (tag) WHERE r.status = 'published' AND r.deleted_at IS NULL
          UNION ALL
          SELECT DISTINCT a.id, (a.created_at AT TIME ZONE 'UTC')::date, t.tag, 1
          FROM added AS a, unnest(a.tags) AS t (tag) WHERE a.status = 'published' AND a.deleted_at IS NULL) AS m
    GROUP BY m.day, m.tag
    HAVING sum(m.posts) <> 0;
    RETURN NULL;
END
$$;

-- Before a post is deleted for good, because its counters go first.
CREATE OR REPLACE FUNCTION app.posts_leave_rollups() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made CONSTANT date := (OLD.created_at AT TIME ZONE 'UTC')::date;
    seen bigint;
BEGIN
    IF OLD.deleted_at IS NOT NULL THEN
        RETURN OLD;
    END IF;

    SELECT s.view_count INTO seen FROM app.post_stats AS s WHERE s.post_id = OLD.id FOR NO KEY UPDATE;

    INSERT INTO app.day_posts_changes (day, status, views, posts) VALUES (made, OLD.status, coalesce(seen, 0), -1);
    IF OLD.status = 'published' THEN
        INSERT INTO app.day_tags_changes (day, tag, posts) SELECT DISTINCT made, t.tag, -1 FROM unnest(OLD.tags) AS t (tag);
    END IF;
    RETURN OLD;
END
$$;

-- Moves up to "wanted" lines of each kind into the sums; returns how many. One folds at a time, and whoever comes second leaves.
CREATE OR REPLACE FUNCTION app.fold_rollups(wanted integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    folded integer := 0;
    tags   integer := 0;
BEGIN
    IF app.actor_role() <> 'system' AND NOT pg_has_role(session_user, 'app_owner', 'MEMBER') THEN
        RAISE EXCEPTION 'only Agora itself folds sums' USING ERRCODE = '42501';
    END IF;

    IF NOT pg_try_advisory_xact_lock(hashtext('app.fold_rollups')) THEN
        RETURN 0;
    END IF;

    WITH gone AS (
        DELETE FROM app.day_posts_changes AS c
        WHERE c.id = ANY (ARRAY(SELECT n.id FROM app.day_posts_changes AS n ORDER BY n.id LIMIT wanted))
        RETURNING c.day, c.status, c.views, c.posts
    ), summed AS (
        INSERT INTO app.day_posts (day, status, views, posts)
        SELECT g.day, g.status, g.views, sum(g.posts) FROM gone AS g GROUP BY 1, 2, 3 HAVING sum(g.posts) <> 0
        ON CONFLICT (day, status, views) DO UPDATE SET posts = day_posts.posts + excluded.posts
    )
    SELECT count(*) INTO folded FROM gone;

    WITH gone AS (
        DELETE FROM app.day_tags_changes AS c
        WHERE c.id = ANY (ARRAY(SELECT n.id FROM app.day_tags_changes AS n ORDER BY n.id LIMIT wanted))
        RETURNING c.day, c.tag, c.posts
    ), summed AS (
        INSERT INTO app.day_tags (day, tag, posts)
        SELECT g.day, g.tag, sum(g.posts) FROM gone AS g GROUP BY 1, 2 HAVING sum(g.posts) <> 0
        ON CONFLICT (day, tag) DO UPDATE SET posts = day_tags.posts + excluded.posts
    )
    SELECT count(*) INTO tags FROM gone;

    IF folded > 0 THEN
        DELETE FROM app.day_posts AS d WHERE d.posts = 0;
    END IF;
    RETURN folded + tags;
END
$$;

-- Fills every sum from what it is derived from, once, or again when it is told to. Writers wait meanwhile. Views of the time
-- before there were days count on the day on which this runs.
CREATE OR REPLACE FUNCTION app.build_rollups(again boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT again AND EXISTS (SELECT FROM app.rollups AS r WHERE r.name = 'days') THEN
        RETURN;
    END IF;

    LOCK TABLE app.posts, app.post_stats, app.comments IN SHARE ROW EXCLUSIVE MODE;

    DELETE FROM app.day_posts_changes;
    DELETE FROM app.day_tags_changes;
    DELETE FROM app.day_posts;
    DELETE FROM app.day_tags;
    UPDATE app.post_days SET comments = 0 WHERE comments <> 0;

    INSERT INTO app.post_days (post_id, day, comments)
    SELECT c.post_id, (c.created_at AT TIME ZONE 'UTC')::date, count(*)
    FROM app.comments AS c
    WHERE c.is_approved AND c.deleted_at IS NULL
    GROUP BY 1, 2
    ON CONFLICT (post_id, day) DO UPDATE SET comments = excluded.comments;

    INSERT INTO app.post_days (post_id, day, views)
    SELECT s.post_id, (now() AT TIME ZONE 'UTC')::date, s.view_count - coalesce(d.views, 0)
    FROM app.post_stats AS s
    LEFT JOIN (SELECT e.post_id, sum(e.views) AS views FROM app.post_days AS e GROUP BY e.post_id) AS d ON d.post_id = s.post_id
    WHERE s.view_count <> coalesce(d.views, 0)
    ON CONFLICT (post_id, day) DO UPDATE SET views = post_days.views + excluded.views;

    INSERT INTO app.day_posts (day, status, views, posts)
    SELECT (p.created_at AT TIME ZONE 'UTC')::date, p.status, s.view_count, count(*)
    FROM app.posts AS p
    JOIN app.post_stats AS s ON s.post_id = p.id
    WHERE p.deleted_at IS NULL
    GROUP BY 1, 2, 3;

    INSERT INTO app.day_tags (day, tag, posts)
    SELECT (p.created_at AT TIME ZONE 'UTC')::date, t.tag, count(DISTINCT p.id)
    FROM app.posts AS p, unnest(p.tags) AS t (tag)
    WHERE p.status = 'published' AND p.deleted_at IS NULL
    GROUP BY 1, 2;

    INSERT INTO app.rollups (name) VALUES ('days') ON CONFLICT (name) DO UPDATE SET built_at = now();
END
$$;

-- Public posts by points of the days given, most first, as far as the caller may see them. The age of a day halves its
-- weight every "half_life" days, or never if that is 0; weights are whole millionths, so that sums are exact.
-- It looks at the leaders of each day, sums these exactly, and stops when no post that is further down on every day can
-- reach the last place wanted; otherwise it looks deeper, at worst at everything.
CREATE OR REPLACE FUNCTION app.trending_posts(first_day date, last_day date, half_life integer, wanted integer)
    RETURNS TABLE (post_id uuid, comments bigint, views bigint, score numeric)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 20
AS $$
#variable_conflict use_column
DECLARE
    depth      integer := greatest(4 * wanted, 64);
    candidates uuid[];
    unseen     numeric;
    ids        uuid[];
    talk       bigint[];
    looks      bigint[];
    points     numeric[];
BEGIN
    LOOP
        SELECT array_agg(l.post_id), (SELECT coalesce(sum(b.bound), 0) FROM (SELECT DISTINCT i.day, i.bound FROM unnest(array_agg(l.day), array_agg(l.bound)) AS i (day, bound)) AS b)
        INTO candidates, unseen
        FROM (SELECT t.day, t.post_id,
                     w.weight * CASE WHEN count(*) OVER (PARTITION BY t.day) = depth THEN min(t.points) OVER (PARTITION BY t.day) ELSE 0 END AS bound
              FROM generate_series(0, last_day - first_day) AS n (age)
              CROSS JOIN LATERAL (SELECT CASE half_life WHEN 0 THEN 1000000 ELSE round(1000000 * 0.5 ^ (n.age::numeric / half_life)) END AS weight) AS w
              CROSS JOIN LATERAL (
                  SELECT d.day, d.post_id, d.points
                  FROM app.post_days AS d
                  WHERE d.day = last_day - n.age AND d.points > 0
                  ORDER BY d.points DESC, d.post_id
                  LIMIT depth) AS t) AS l;

        SELECT array_agg(s.post_id), array_agg(s.comments), array_agg(s.views), array_agg(s.points)
        INTO ids, talk, looks, points
        FROM (SELECT d.post_id, sum(d.comments) AS comments, sum(d.views) AS views,
                     sum(d.points * CASE half_life WHEN 0 THEN 1000000 ELSE round(1000000 * 0.5 ^ ((last_day - d.day)::numeric / half_life)) END) AS points
              FROM (SELECT DISTINCT c.post_id FROM unnest(candidates) AS c (post_id)) AS c
              JOIN app.posts AS p ON p.id = c.post_id AND p.status = 'published' AND p.deleted_at IS NULL
              JOIN app.post_days AS d ON d.post_id = c.post_id AND d.day BETWEEN first_day AND last_day
              GROUP BY d.post_id
              HAVING sum(d.points) > 0
              ORDER BY points DESC, d.post_id DESC
              LIMIT wanted) AS s;

        EXIT WHEN unseen = 0 OR points[wanted] > unseen;
        depth := depth * 8;
    END LOOP;

    RETURN QUERY
        SELECT f.post_id, f.comments, f.views, round(f.points / 10000000, 4)
        FROM unnest(ids, talk, looks, points) AS f (post_id, comments, views, points);
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.comments_days(), app.post_stats_rolled_up(), app.posts_rolled_up(), app.posts_leave_rollups(), app.fold_rollups(integer),
    app.build_rollups(boolean), app.trending_posts(date, date, integer, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.fold_rollups(integer), app.trending_posts(date, date, integer, integer) TO app_api;
