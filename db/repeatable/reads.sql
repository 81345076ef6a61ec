-- Views, and what a reader's history says: the tags of the personal feed, and who writes about the same.
-- Lock order: posts by id, then post_stats by post_id, as everywhere.

-- Counts each view whose reader has had none counted on the post within the window; returns how many. The same views handed
-- over again count nothing, so that a batch whose commit is in doubt can be sent twice.
CREATE OR REPLACE FUNCTION app.record_views(
    posts uuid[], readers uuid[], signed_in boolean[], seen timestamptz[], within interval)
    RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counted uuid[];
BEGIN
    PERFORM app.require_actor('system');

    -- The foreign keys of the marks ask for the posts, which who empties the trash holds before their counters.
    PERFORM FROM app.posts AS p WHERE p.id = ANY (posts) ORDER BY p.id FOR KEY SHARE;
    PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (posts) ORDER BY s.post_id FOR NO KEY UPDATE;

    WITH views AS (
        SELECT v.post_id, v.reader, v.signed_in, max(v.seen) AS seen
        FROM unnest(posts, readers, signed_in, seen) AS v (post_id, reader, signed_in, seen)
        JOIN app.posts AS p ON p.id = v.post_id
        GROUP BY 1, 2, 3
    ), reads AS (
        INSERT INTO app.post_reads AS r (user_id, post_id, counted_at)
        SELECT v.reader, v.post_id, v.seen
        FROM views AS v
        JOIN app.users AS u ON u.id = v.reader
        WHERE v.signed_in
        ORDER BY v.reader, v.post_id
        ON CONFLICT (user_id, post_id) DO UPDATE SET counted_at = excluded.counted_at
        WHERE r.counted_at <= excluded.counted_at - within
        RETURNING r.post_id
    ), visits AS (
        INSERT INTO app.post_visits AS r (post_id, visitor, counted_at)
        SELECT v.post_id, v.reader, v.seen
        FROM views AS v
        WHERE NOT v.signed_in
        ORDER BY v.post_id, v.reader
        ON CONFLICT (post_id, visitor) DO UPDATE SET counted_at = excluded.counted_at
        WHERE r.counted_at <= excluded.counted_at - within
        RETURNING r.post_id
    )
    SELECT array_agg(c.post_id) INTO counted
    FROM (SELECT r.post_id FROM reads AS r UNION ALL SELECT v.post_id FROM visits AS v) AS c;

    UPDATE app.post_stats AS s
    SET view_count = s.view_count + c.views
    FROM (SELECT u.post_id, count(*) AS views FROM unnest(counted) AS u (post_id) GROUP BY 1) AS c
    WHERE s.post_id = c.post_id;
    RETURN coalesce(cardinality(counted), 0);
END
$$;

-- Forgets up to "wanted" marks of each kind that are older than they are good for. Those that are being written are passed over.
CREATE OR REPLACE FUNCTION app.forget_views(visits_after interval, reads_after interval, wanted integer) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.post_visits AS v
    WHERE (v.post_id, v.visitor) IN (
        SELECT o.post_id, o.visitor
        FROM app.post_visits AS o
        WHERE o.counted_at < now() - visits_after
        ORDER BY o.counted_at
        LIMIT wanted
        FOR UPDATE SKIP LOCKED);
    DELETE FROM app.post_reads AS r
    WHERE (r.user_id, r.post_id) IN (
        SELECT o.user_id, o.post_id
        FROM app.post_reads AS o
        WHERE o.counted_at < now() - reads_after
        ORDER BY o.counted_at
        LIMIT wanted
        FOR UPDATE SKIP LOCKED);
END
$$;

-- The tags that come up most often in the last fifty posts that the actor wrote, commented on and read each. Runs as the owner:
-- the runtime may not list what was read.
CREATE OR REPLACE FUNCTION app.feed_tags() RETURNS text[]
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    RETURN (
        SELECT coalesce(array_agg(g.tag), '{}')
        FROM (SELECT t.tag
              FROM ((SELECT w.id FROM app.posts AS w WHERE w.author_id = me ORDER BY w.listed_at DESC, w.id DESC LIMIT 50)
                    UNION ALL
                    (SELECT c.post_id FROM app.comments AS c
                     WHERE c.author_id = me AND c.deleted_at IS NULL ORDER BY c.created_at DESC LIMIT 50)
                    UNION ALL
                    (SELECT r.post_id FROM app.post_reads AS r WHERE r.user_id = me ORDER BY r.counted_at DESC LIMIT 50)) AS past (id)
              JOIN app.posts AS p ON p.id = past.id AND app.post_is_public(p.status, p.deleted_at)
              CROSS JOIN LATERAL unnest(p.tags) AS t (tag)
              GROUP BY t.tag
              ORDER BY count(*) DESC, t.tag
              LIMIT 10) AS g);
END
$$;

-- Up to "wanted" posts of the reader's feed before a place in it, newest first: those with one of the tags and those of authors followed,
-- as far as the caller may see them and without the reader's own. A window of every list is merged from indexes alone and only then
-- looked at as posts. What stands in the window stands in the windows that it was merged from, so the tags named are all there
-- are. If too much of it is not for the reader, the next window continues where it ended, and is larger.
CREATE OR REPLACE FUNCTION app.feed_posts(reader uuid, interests text[], before_at timestamptz, before_id uuid, wanted integer)
    RETURNS TABLE (post_id uuid, published_at timestamptz, followed boolean, tags text[])
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 20
AS $$
#variable_conflict use_column
DECLARE
    size    integer := wanted + 10;
    shown   integer := 0;
    seen    integer;
    at_time timestamptz := before_at;
    at_id   uuid := before_id;
    item    record;
BEGIN
    LOOP
        seen := 0;
        FOR item IN
            WITH merged AS (
                SELECT c.published_at, c.post_id, bool_or(c.followed) AS followed,
                       array_agg(c.tag ORDER BY c.tag) FILTER (WHERE c.tag IS NOT NULL) AS tags
                FROM (SELECT t.published_at, t.post_id, false AS followed, w.tag
                      FROM unnest(interests) AS w (tag)
                      CROSS JOIN LATERAL (
                          SELECT k.published_at, k.post_id
                          FROM app.post_tags AS k
                          WHERE k.tag = w.tag AND (k.published_at, k.post_id) < (at_time, at_id)
                          ORDER BY k.published_at DESC, k.post_id DESC
                          LIMIT size) AS t
                      UNION ALL
                      SELECT a.published_at, a.id, true, NULL
                      FROM app.follows AS f
                      CROSS JOIN LATERAL (
                          SELECT p.published_at, p.id
                          FROM app.posts AS p
                          WHERE p.author_id = f.followee_id AND app.post_is_public(p.status, p.deleted_at)
                              AND (p.listed_at, p.id) < (at_time, at_id)
                          ORDER BY p.listed_at DESC, p.id DESC
                          LIMIT size) AS a
                      WHERE f.follower_id = reader) AS c
                GROUP BY c.published_at, c.post_id
                ORDER BY c.published_at DESC, c.post_id DESC
                LIMIT size
            )
            SELECT m.published_at, m.post_id, m.followed, m.tags, p.id IS NOT NULL AS is_shown
            FROM merged AS m
            LEFT JOIN app.posts AS p ON p.id = m.post_id AND p.author_id <> reader
            ORDER BY m.published_at DESC, m.post_id DESC
        LOOP
            seen := seen + 1;
            at_time := item.published_at;
            at_id := item.post_id;
            IF item.is_shown THEN
                post_id := item.post_id;
                published_at := item.published_at;
                followed := item.followed;
                tags := item.tags;
                RETURN NEXT;
                shown := shown + 1;
                IF shown = wanted THEN
                    RETURN;
                END IF;
            END IF;
        END LOOP;

        EXIT WHEN seen < size;
        size := size * 2;
    END LOOP;
END
$$;

-- Authors of public posts that share a tag with the public posts of one: by the number of such posts, or by how much of the tags
-- of both is common (Jaccard). Closed accounts and those between whom and the actor there is a block are left out.
CREATE OR REPLACE FUNCTION app.similar_authors(whose uuid, by_jaccard boolean, wanted integer)
    RETURNS TABLE (user_id uuid, shared_posts bigint, shared_tags bigint, jaccard numeric)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 10
AS $$
BEGIN
    RETURN QUERY
        WITH mine AS (
            SELECT DISTINCT t.tag
            FROM app.posts AS p, unnest(p.tags) AS t (tag)
            WHERE p.author_id = whose AND app.post_is_public(p.status, p.deleted_at)
        ), common AS (
            SELECT p.author_id, count(DISTINCT t.post_id) AS posts, count(DISTINCT t.tag) AS tags
            FROM app.post_tags AS t
            JOIN mine AS m ON m.tag = t.tag
            JOIN app.posts AS p ON p.id = t.post_id
            JOIN app.users AS u ON u.id = p.author_id AND u.deleted_at IS NULL
            WHERE p.author_id <> whose AND p.author_id <> ALL ((SELECT app.hidden_authors())::uuid[])
            GROUP BY p.author_id
        ), likely AS (
            SELECT c.author_id, c.posts, c.tags FROM common AS c
            ORDER BY CASE WHEN by_jaccard THEN 0 ELSE c.posts END DESC, c.author_id
            LIMIT CASE WHEN NOT by_jaccard THEN wanted END
        )
        SELECT l.author_id, l.posts, l.tags,
               round(l.tags / ((SELECT count(*) FROM mine) + o.tags - l.tags)::numeric, 4)
        FROM likely AS l
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT t.tag) AS tags
            FROM app.posts AS p, unnest(p.tags) AS t (tag)
            WHERE p.author_id = l.author_id AND app.post_is_public(p.status, p.deleted_at)) AS o
        ORDER BY CASE WHEN by_jaccard THEN l.tags / ((SELECT count(*) FROM mine) + o.tags - l.tags)::numeric END DESC NULLS LAST,
                 l.posts DESC, l.author_id
        LIMIT wanted;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.record_views(uuid[], uuid[], boolean[], timestamptz[], interval), app.forget_views(interval, interval, integer), app.feed_tags(),
    app.feed_posts(uuid, text[], timestamptz, uuid, integer), app.similar_authors(uuid, boolean, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.record_views(uuid[], uuid[], boolean[], timestamptz[], interval), app.forget_views(interval, interval, integer), app.feed_tags(),
    app.feed_posts(uuid, text[], timestamptz, uuid, integer), app.similar_authors(uuid, boolean, integer)
    TO app_api;
