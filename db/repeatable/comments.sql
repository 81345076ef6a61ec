-- Comments: their place in a thread, the counters of replies, what moderation alone may change, and the pages of a thread.
-- Lock order: comments, then post_stats, then comment_stats. Whoever writes comment_stats holds the post_stats row of the post, which
-- app.comments_counted has locked just before (triggers of one statement run by name), so two writers never cross.

-- The parent's key and 24 bytes of one's own. A comment never moves, so the key that is read here stays true. One that replies to
-- nothing that can be seen is left to the foreign key; one that replies to what is gone is refused.
CREATE OR REPLACE FUNCTION app.comments_place() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parent app.comments;
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT * INTO parent FROM app.comments AS c WHERE c.id = NEW.parent_id;
        IF parent.deleted_at IS NOT NULL OR NOT parent.is_approved THEN
            RAISE EXCEPTION 'the comment replied to is gone'
                USING ERRCODE = '23514', CONSTRAINT = 'comments_parent_lives_check', SCHEMA = 'app', TABLE = 'comments';
        END IF;
    END IF;
    NEW.path := coalesce(parent.path, ''::bytea)
        || int8send((extract(epoch FROM NEW.created_at) * 1000000)::bigint)
        || uuid_send(NEW.id);
    RETURN NEW;
END
$$;

-- A comment counts for all that it replies to while everyone may read it. Its ancestors are in its key; those that are deleted for
-- good in the same breath, by a cascade, have no counter any more.
CREATE OR REPLACE FUNCTION app.comments_replied() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    paths   bytea[];
    amounts integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(a.path), array_agg(1) INTO paths, amounts
        FROM added AS a
        WHERE a.depth > 0 AND a.is_approved AND a.deleted_at IS NULL;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(r.path), array_agg(-1) INTO paths, amounts
        FROM removed AS r
        WHERE r.depth > 0 AND r.is_approved AND r.deleted_at IS NULL;
    ELSE
        SELECT array_agg(a.path), array_agg(CASE WHEN a.is_approved AND a.deleted_at IS NULL THEN 1 ELSE -1 END) INTO paths, amounts
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        WHERE a.depth > 0
          AND (a.is_approved AND a.deleted_at IS NULL) <> (r.is_approved AND r.deleted_at IS NULL);
    END IF;

    IF paths IS NULL THEN
        RETURN NULL;
    END IF;

    INSERT INTO app.comment_stats (comment_id, reply_count, descendant_count)
    SELECT m.ancestor_id, sum(m.direct), sum(m.amount)
    FROM (SELECT encode(substring(p.path FROM 9 + 24 * l.level FOR 16), 'hex')::uuid AS ancestor_id,
                 CASE WHEN l.level = length(p.path) / 24 - 2 THEN p.amount ELSE 0 END AS direct,
                 p.amount
          FROM unnest(paths, amounts) AS p (path, amount)
          CROSS JOIN LATERAL generate_series(0, length(p.path) / 24 - 2) AS l (level)) AS m
    WHERE EXISTS (SELECT FROM app.comments AS c WHERE c.id = m.ancestor_id)
    GROUP BY m.ancestor_id
    HAVING sum(m.direct) <> 0 OR sum(m.amount) <> 0
    ORDER BY m.ancestor_id
    ON CONFLICT (comment_id) DO UPDATE SET
        reply_count = comment_stats.reply_count + excluded.reply_count,
        descendant_count = comment_stats.descendant_count + excluded.descendant_count;
    RETURN NULL;
END
$$;

-- Moderation alone hides a comment, and alone shows it again.
CREATE OR REPLACE FUNCTION app.comments_guard_approval() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_staff() THEN
        RAISE EXCEPTION 'only a moderator hides a comment or shows it again' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION app.comments_place(), app.comments_replied() FROM PUBLIC;

-- A page of a post's comments as the actor may see them; nothing at all when the post is not theirs to see. What is deleted or hidden
-- stays as a tombstone, without author and text, while anything below it lives, and so does what a block hides from the actor: row-level security cannot show half a row, so
-- this runs as app_reader. Sorts: 'thread' by path, 'oldest', 'newest', 'roots' (newest first) and 'replies' (of of_parent, oldest
-- first, behind of_parent itself, whatever its post) by time and id. The rows come in their order.
CREATE OR REPLACE FUNCTION app.thread_page(
    of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamptz, after_id uuid, wanted integer)
    RETURNS TABLE (
        id uuid, parent_id uuid, depth integer, state text, author_id uuid, body text, reply_count integer, version integer,
        created_at timestamptz, edited_at timestamptz, path bytea)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 20
AS $$
#variable_conflict use_column
DECLARE
    me      CONSTANT uuid := app.actor_id();
    staff   CONSTANT boolean := app.is_staff();
    blocked CONSTANT uuid[] := app.hidden_authors();
    most    CONSTANT integer := least(wanted, 101);
    page    uuid[];
    mine    boolean := false;
BEGIN
    IF sort = 'replies' THEN
        of_post := (
            SELECT c.post_id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.id = of_parent
              AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0));
    END IF;

    IF NOT EXISTS (
        SELECT FROM app.posts AS p
        WHERE p.id = of_post
          AND ((p.status = 'published' AND p.deleted_at IS NULL) OR p.author_id = me OR staff)
          AND p.author_id <> ALL (blocked)
    ) THEN
        -- Authors read their own comments wherever those stand, and of the replies their own.
        mine := sort = 'replies'
            AND EXISTS (SELECT FROM app.comments AS c WHERE c.id = of_parent AND c.author_id = me AND c.deleted_at IS NULL);
        IF NOT mine THEN
            RETURN;
        END IF;
    END IF;

    IF sort = 'thread' THEN
        page := ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND c.path > after_path
              AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0)
            ORDER BY c.path
            LIMIT most);
    ELSIF sort = 'oldest' THEN
        page := ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND (c.created_at, c.id) > (after_at, after_id)
              AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0)
            ORDER BY c.created_at, c.id
            LIMIT most);
    ELSIF sort = 'newest' THEN
        page := ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND (c.created_at, c.id) < (after_at, after_id)
              AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0)
            ORDER BY c.created_at DESC, c.id DESC
            LIMIT most);
    ELSIF sort = 'roots' THEN
        page := ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND c.parent_id IS NULL
              AND (c.created_at, c.id) < (after_at, after_id)
              AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0)
            ORDER BY c.created_at DESC, c.id DESC
            LIMIT most);
    ELSIF sort = 'replies' THEN
        page := of_parent || ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND c.parent_id = of_parent
              AND (NOT mine OR c.author_id = me)
              AND (c.created_at, c.id) > (after_at, after_id)
              AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0)
            ORDER BY c.created_at, c.id
            LIMIT most);
    END IF;

    RETURN QUERY
        SELECT c.id, c.parent_id, c.depth::integer,
               CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved AND v.shown THEN 'visible' ELSE 'hidden' END,
               CASE WHEN v.shown THEN c.author_id END,
               CASE WHEN v.shown THEN c.body END,
               coalesce(s.reply_count, 0), c.version, c.created_at,
               CASE WHEN v.shown THEN c.edited_at END,
               c.path
        FROM unnest(page) WITH ORDINALITY AS k (id, place)
        JOIN app.comments AS c ON c.id = k.id
        CROSS JOIN LATERAL (SELECT c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked) AS shown) AS v
        LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
        ORDER BY k.place;
END
$$;

ALTER FUNCTION app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer) TO app_api;

-- How many rows all pages of a thread have together, tombstones included: what app.thread_page brings, for the same actor. 0 when the
-- post is not theirs to see.
CREATE OR REPLACE FUNCTION app.count_thread(of_post uuid, only_roots boolean) RETURNS bigint
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me      CONSTANT uuid := app.actor_id();
    staff   CONSTANT boolean := app.is_staff();
    blocked CONSTANT uuid[] := app.hidden_authors();
BEGIN
    RETURN (
        SELECT count(*)
        FROM app.posts AS p
        JOIN app.comments AS c ON c.post_id = p.id
        LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
        WHERE p.id = of_post
          AND ((p.status = 'published' AND p.deleted_at IS NULL) OR p.author_id = me OR staff)
          AND p.author_id <> ALL (blocked)
          AND (NOT only_roots OR c.parent_id IS NULL)
          AND ((c.deleted_at IS NULL AND (c.is_approved OR staff OR c.author_id = me) AND c.author_id <> ALL (blocked)) OR s.descendant_count > 0));
END
$$;

ALTER FUNCTION app.count_thread(uuid, boolean) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.count_thread(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_thread(uuid, boolean) TO app_api;
