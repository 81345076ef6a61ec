-- Comments: their place in a thread, the counters and sums, what moderation alone may change, and the pages of a thread. Lock order:
-- comments, then post_stats by post_id, then post_days and comment_stats. A writer of the last two holds the post_stats row of the post, so
-- two writers never cross.

-- What everyone may read under a post that they may read; what counts. Inlined, like the rules of posts.
CREATE OR REPLACE FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamptz) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN is_approved AND deleted_at IS NULL;

-- What one reader of a thread sees with author and text. The rest is a tombstone while anything below it lives, and otherwise absent.
CREATE OR REPLACE FUNCTION app.comment_is_shown(
    is_approved boolean, deleted_at timestamptz, author_id uuid, me uuid, staff boolean, blocked uuid[])
    RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN (app.comment_is_public(is_approved, deleted_at) OR (deleted_at IS NULL AND (staff OR author_id = me)))
        AND author_id <> ALL (blocked);

REVOKE EXECUTE ON FUNCTION
    app.comment_is_public(boolean, timestamptz), app.comment_is_shown(boolean, timestamptz, uuid, uuid, boolean, uuid[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.comment_is_public(boolean, timestamptz), app.comment_is_shown(boolean, timestamptz, uuid, uuid, boolean, uuid[])
    TO app_api, app_readonly, app_reader;

-- The depth is one more than the parent's; the CHECK on it ends a thread. The key is the parent's and 24 bytes more. A comment never moves,
-- so what is read here stays true. A parent that does not exist is left to the foreign key; one that is hidden or deleted is refused.
CREATE OR REPLACE FUNCTION app.comments_place() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parent record;
BEGIN
    NEW.depth := 0;
    NEW.path := int8send((extract(epoch FROM NEW.created_at) * 1000000)::bigint) || uuid_send(NEW.id);
    IF NEW.parent_id IS NOT NULL THEN
        SELECT c.depth, c.path, app.comment_is_public(c.is_approved, c.deleted_at) AS is_public INTO parent
        FROM app.comments AS c
        WHERE c.id = NEW.parent_id;
        IF NOT parent.is_public THEN
            RAISE EXCEPTION 'the comment replied to is gone'
                USING ERRCODE = '23514', CONSTRAINT = 'comments_parent_lives_check', SCHEMA = 'app', TABLE = 'comments';
        END IF;
        NEW.depth := coalesce(parent.depth, 0) + 1;
        NEW.path := coalesce(parent.path, '') || NEW.path;
    END IF;
    RETURN NEW;
END
$$;

-- Adds amounts, which may be negative, of public comments to the counters of posts and their sums by day. "latest" holds the times of
-- comments that were added; without it the newest that is left is looked up. The counters are locked before that: a comment that another
-- transaction adds meanwhile is then either visible here or still waiting to add itself. The rows of a post that is deleted for good may be
-- gone.
CREATE OR REPLACE FUNCTION app.count_comments(posts uuid[], days date[], amounts integer[], latest timestamptz[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF latest IS NULL OR cardinality(posts) > 1 THEN
        PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (posts) ORDER BY s.post_id FOR NO KEY UPDATE;
    END IF;

    IF latest IS NULL THEN
        UPDATE app.post_stats AS s
        SET comment_count = s.comment_count + m.amount,
            last_comment_at = (
                SELECT max(c.created_at)
                FROM app.comments AS c
                WHERE c.post_id = s.post_id AND app.comment_is_public(c.is_approved, c.deleted_at))
        FROM (SELECT u.post_id, sum(u.amount) AS amount FROM unnest(posts, amounts) AS u (post_id, amount) GROUP BY u.post_id) AS m
        WHERE s.post_id = m.post_id;

        UPDATE app.post_days AS d
        SET comments = d.comments + m.amount
        FROM unnest(posts, days, amounts) AS m (post_id, day, amount)
        WHERE m.amount < 0 AND d.post_id = m.post_id AND d.day = m.day;
    ELSE
        UPDATE app.post_stats AS s
        SET comment_count = s.comment_count + m.amount,
            last_comment_at = greatest(s.last_comment_at, m.latest)
        FROM (SELECT u.post_id, sum(u.amount) AS amount, max(u.latest) AS latest
              FROM unnest(posts, amounts, latest) AS u (post_id, amount, latest)
              GROUP BY u.post_id) AS m
        WHERE s.post_id = m.post_id;
    END IF;

    INSERT INTO app.post_days (post_id, day, comments)
    SELECT m.post_id, m.day, m.amount
    FROM unnest(posts, days, amounts) AS m (post_id, day, amount)
    WHERE m.amount > 0
    ON CONFLICT (post_id, day) DO UPDATE SET comments = post_days.comments + excluded.comments;

    INSERT INTO app.trend_changes (post_id) SELECT DISTINCT m.post_id FROM unnest(posts) AS m (post_id);
END
$$;

-- A comment counts for all that it replies to while everyone may read it. Its ancestors are in its key; those that the
-- same statement deletes by a cascade have no counter any more.
CREATE OR REPLACE FUNCTION app.count_replies(paths bytea[], amounts integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
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
END
$$;

-- What a write of comments sets off, one function an event: the audit, the event log, the counters and sums of the posts and of what is
-- replied to, and notifications.
CREATE OR REPLACE FUNCTION app.comments_inserted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    posts   uuid[];
    days    date[];
    amounts integer[];
    latest  timestamptz[];
    paths   bytea[];
BEGIN
    INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
    SELECT 'comments', a.id, a.author_id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
    FROM added AS a
    CROSS JOIN app.origin() AS o;

    INSERT INTO app.event_log (type, audience, subject_id, post_id, comment_id, owner_id, version)
    SELECT 'comment.created', 'comment', a.id, a.post_id, a.id, a.author_id, a.version
    FROM added AS a
    WHERE app.comment_is_public(a.is_approved, a.deleted_at);

    SELECT array_agg(c.post_id), array_agg(c.day), array_agg(c.amount), array_agg(c.latest) INTO posts, days, amounts, latest
    FROM (SELECT a.post_id, (a.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS amount, max(a.created_at) AS latest
          FROM added AS a
          WHERE app.comment_is_public(a.is_approved, a.deleted_at)
          GROUP BY 1, 2) AS c;
    IF posts IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM app.count_comments(posts, days, amounts, latest);

    SELECT array_agg(a.path) INTO paths FROM added AS a WHERE a.depth > 0 AND app.comment_is_public(a.is_approved, a.deleted_at);
    IF paths IS NOT NULL THEN
        PERFORM app.count_replies(paths, array_fill(1, ARRAY[cardinality(paths)]));
    END IF;

    PERFORM app.notify_of_comments(ARRAY(SELECT a.id FROM added AS a WHERE app.comment_is_public(a.is_approved, a.deleted_at)), '{}');
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.comments_updated() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    posts   uuid[];
    days    date[];
    amounts integer[];
    paths   bytea[];
    edited  uuid[];
    former  text[];
BEGIN
    INSERT INTO app.audit (
        table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
    SELECT 'comments', a.id, a.author_id, a.version, 'update', d.changed, d.before, d.after,
           o.actor_id, o.actor_role, o.request_id, o.client_address
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    CROSS JOIN app.origin() AS o
    CROSS JOIN LATERAL app.changes(
        jsonb_build_object('body', r.body, 'is_approved', r.is_approved, 'deleted_at', r.deleted_at, 'deleted_by', r.deleted_by),
        jsonb_build_object('body', a.body, 'is_approved', a.is_approved, 'deleted_at', a.deleted_at, 'deleted_by', a.deleted_by)) AS d
    WHERE a.version <> r.version;

    INSERT INTO app.event_log (type, audience, subject_id, post_id, comment_id, owner_id, version)
    SELECT CASE WHEN NOT now_public THEN 'comment.removed' WHEN was_public THEN 'comment.updated' ELSE 'comment.created' END,
           CASE WHEN now_public THEN 'comment' ELSE 'comment_gone' END,
           a.id, a.post_id, a.id, a.author_id, a.version
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    CROSS JOIN LATERAL (SELECT app.comment_is_public(r.is_approved, r.deleted_at), app.comment_is_public(a.is_approved, a.deleted_at))
        AS p (was_public, now_public)
    WHERE a.version <> r.version
      AND (was_public OR now_public);

    SELECT array_agg(c.post_id), array_agg(c.day), array_agg(c.amount) INTO posts, days, amounts
    FROM (SELECT m.post_id, (m.created_at AT TIME ZONE 'UTC')::date AS day, sum(m.amount) AS amount
          FROM ((SELECT r.id, r.post_id, r.created_at, -1 AS amount FROM removed AS r
                 WHERE app.comment_is_public(r.is_approved, r.deleted_at)
                 EXCEPT
                 SELECT a.id, a.post_id, a.created_at, -1 FROM added AS a WHERE app.comment_is_public(a.is_approved, a.deleted_at))
                UNION ALL
                (SELECT a.id, a.post_id, a.created_at, 1 FROM added AS a WHERE app.comment_is_public(a.is_approved, a.deleted_at)
                 EXCEPT
                 SELECT r.id, r.post_id, r.created_at, 1 FROM removed AS r
                 WHERE app.comment_is_public(r.is_approved, r.deleted_at))) AS m
          GROUP BY 1, 2) AS c;
    IF posts IS NOT NULL THEN
        PERFORM app.count_comments(posts, days, amounts, NULL);
    END IF;

    SELECT array_agg(a.path), array_agg(CASE WHEN app.comment_is_public(a.is_approved, a.deleted_at) THEN 1 ELSE -1 END) INTO paths, amounts
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    WHERE a.depth > 0
      AND app.comment_is_public(a.is_approved, a.deleted_at) <> app.comment_is_public(r.is_approved, r.deleted_at);
    IF paths IS NOT NULL THEN
        PERFORM app.count_replies(paths, amounts);
    END IF;

    -- What became public notifies as if it were new, since it may have changed while no one else read it; who has heard of it is not
    -- notified again.
    SELECT array_agg(a.id), array_agg(CASE WHEN app.comment_is_public(r.is_approved, r.deleted_at) THEN r.body END) INTO edited, former
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    WHERE app.comment_is_public(a.is_approved, a.deleted_at)
      AND (a.body <> r.body OR NOT app.comment_is_public(r.is_approved, r.deleted_at));
    IF edited IS NOT NULL THEN
        PERFORM app.notify_of_comments(edited, former);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.comments_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    posts   uuid[];
    days    date[];
    amounts integer[];
    paths   bytea[];
BEGIN
    INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
    SELECT 'comments', r.id, r.author_id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
    FROM removed AS r
    CROSS JOIN app.origin() AS o;

    -- A post that is deleted for good takes its comments along, and its own event says so.
    INSERT INTO app.event_log (type, audience, subject_id, post_id, comment_id, owner_id, version)
    SELECT 'comment.removed', 'comment_gone', r.id, r.post_id, r.id, r.author_id, r.version
    FROM removed AS r
    WHERE app.comment_is_public(r.is_approved, r.deleted_at)
      AND EXISTS (SELECT FROM app.posts AS p WHERE p.id = r.post_id);

    SELECT array_agg(c.post_id), array_agg(c.day), array_agg(c.amount) INTO posts, days, amounts
    FROM (SELECT r.post_id, (r.created_at AT TIME ZONE 'UTC')::date AS day, -count(*) AS amount
          FROM removed AS r
          WHERE app.comment_is_public(r.is_approved, r.deleted_at)
          GROUP BY 1, 2) AS c;
    IF posts IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM app.count_comments(posts, days, amounts, NULL);

    SELECT array_agg(r.path) INTO paths FROM removed AS r WHERE r.depth > 0 AND app.comment_is_public(r.is_approved, r.deleted_at);
    IF paths IS NOT NULL THEN
        PERFORM app.count_replies(paths, array_fill(-1, ARRAY[cardinality(paths)]));
    END IF;
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

REVOKE EXECUTE ON FUNCTION
    app.comments_place(), app.comments_inserted(), app.comments_updated(), app.comments_deleted(),
    app.count_comments(uuid[], date[], integer[], timestamptz[]), app.count_replies(bytea[], integer[])
    FROM PUBLIC;

-- A page of a post's comments as the actor may see them; nothing at all when the post is not theirs to see. What is deleted or hidden stays
-- as a tombstone, without author and text, while anything below it lives, and so does what a block hides from the actor: row-level security
-- cannot show half a row, so this runs as app_reader. Sorts: 'thread' by path, 'oldest', 'newest', 'roots' (newest first) and 'replies' (of
-- of_parent, oldest first, behind of_parent itself, regardless of its post) by time and id. The rows come in their order.
CREATE OR REPLACE FUNCTION app.thread_comments(
    of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamptz, after_id uuid, wanted integer)
    RETURNS TABLE (
        id uuid, parent_id uuid, depth integer, state text, author_id uuid, body text, reply_count integer, like_count integer,
        version integer, created_at timestamptz, edited_at timestamptz, path bytea)
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
              AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0));
    END IF;

    IF NOT EXISTS (
        SELECT FROM app.posts AS p
        WHERE p.id = of_post
          AND app.post_is_shown(p.status, p.deleted_at, p.author_id, me, staff)
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
              AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0)
            ORDER BY c.path
            LIMIT most);
    ELSIF sort = 'oldest' THEN
        page := ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND (c.created_at, c.id) > (after_at, after_id)
              AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0)
            ORDER BY c.created_at, c.id
            LIMIT most);
    ELSIF sort = 'newest' THEN
        page := ARRAY(
            SELECT c.id
            FROM app.comments AS c
            LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
            WHERE c.post_id = of_post
              AND (c.created_at, c.id) < (after_at, after_id)
              AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0)
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
              AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0)
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
              AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0)
            ORDER BY c.created_at, c.id
            LIMIT most);
    END IF;

    RETURN QUERY
        SELECT c.id, c.parent_id, c.depth::integer,
               CASE WHEN c.deleted_at IS NOT NULL THEN 'deleted' WHEN c.is_approved AND v.shown THEN 'visible' ELSE 'hidden' END,
               CASE WHEN v.shown THEN c.author_id END,
               CASE WHEN v.shown THEN c.body END,
               coalesce(s.reply_count, 0),
               CASE WHEN v.shown THEN coalesce(s.like_count, 0) ELSE 0 END,
               c.version, c.created_at,
               CASE WHEN v.shown THEN c.edited_at END,
               c.path
        FROM unnest(page) WITH ORDINALITY AS k (id, place)
        JOIN app.comments AS c ON c.id = k.id
        CROSS JOIN LATERAL (
            SELECT app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) AS shown) AS v
        LEFT JOIN app.comment_stats AS s ON s.comment_id = c.id
        ORDER BY k.place;
END
$$;

ALTER FUNCTION app.thread_comments(uuid, uuid, text, bytea, timestamptz, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.thread_comments(uuid, uuid, text, bytea, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.thread_comments(uuid, uuid, text, bytea, timestamptz, uuid, integer) TO app_api;

-- For servers of the release before likes, which name the columns by their place.
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
BEGIN
    RETURN QUERY
        SELECT c.id, c.parent_id, c.depth, c.state, c.author_id, c.body, c.reply_count, c.version, c.created_at, c.edited_at, c.path
        FROM app.thread_comments(of_post, of_parent, sort, after_path, after_at, after_id, wanted) AS c;
END
$$;

ALTER FUNCTION app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.thread_page(uuid, uuid, text, bytea, timestamptz, uuid, integer) TO app_api;

-- How many rows all pages of a thread have together, tombstones included: what app.thread_comments brings, for the same actor. 0 when the
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
          AND app.post_is_shown(p.status, p.deleted_at, p.author_id, me, staff)
          AND p.author_id <> ALL (blocked)
          AND (NOT only_roots OR c.parent_id IS NULL)
          AND (app.comment_is_shown(c.is_approved, c.deleted_at, c.author_id, me, staff, blocked) OR s.descendant_count > 0));
END
$$;

ALTER FUNCTION app.count_thread(uuid, boolean) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.count_thread(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_thread(uuid, boolean) TO app_api;
