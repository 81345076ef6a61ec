-- Posts: who reads them, and what the triggers of their tables call (search vector, what is derived, the counters).
-- Lock order of everything here: posts, then tags by tag, then post_stats by post_id, then notifications. A transaction that changes
-- several posts takes them in the order of their ids.

-- What everyone may read. Here and below one expression without a SET clause, which the planner puts in place of the call: partial indexes
-- with the same condition serve it. Policies, triggers, counters and searches use these, so the rule is changed here.
CREATE OR REPLACE FUNCTION app.post_is_public(status text, deleted_at timestamptz) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN status = 'published' AND deleted_at IS NULL;

-- What one reader may read but for those whom a block hides: what is public, the reader's own, and everything for staff.
CREATE OR REPLACE FUNCTION app.post_is_shown(status text, deleted_at timestamptz, author_id uuid, me uuid, staff boolean) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN app.post_is_public(status, deleted_at) OR author_id = me OR staff;

-- For those who wrote below a post and may no longer read it.
CREATE OR REPLACE FUNCTION app.post_is_in_trash(of_post uuid) RETURNS boolean
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT p.deleted_at IS NOT NULL FROM app.posts AS p WHERE p.id = of_post);
END
$$;

ALTER FUNCTION app.post_is_in_trash(uuid) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.post_is_in_trash(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.post_is_in_trash(uuid) TO app_api;

REVOKE EXECUTE ON FUNCTION
    app.post_is_public(text, timestamptz), app.post_is_shown(text, timestamptz, uuid, uuid, boolean)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.post_is_public(text, timestamptz), app.post_is_shown(text, timestamptz, uuid, uuid, boolean)
    TO app_api, app_readonly, app_reader;

CREATE OR REPLACE FUNCTION app.posts_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.search_vector := app.post_words(NEW.language, NEW.title, NEW.body, NEW.tags);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION app.posts_edited() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.edited_at := now();
    RETURN NEW;
END
$$;

-- Moves the counters by one for each mention. Tags that come and go alike are not touched, so that an edit takes no lock on
-- the counter of a popular tag; the rest is locked by name, so that two edits cannot wait for each other.
CREATE OR REPLACE FUNCTION app.count_tags(removed text[], added text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.tags (tag, post_count)
    SELECT m.tag, sum(m.amount)
    FROM (SELECT r.tag, -1 AS amount FROM unnest(removed) AS r (tag)
          UNION ALL
          SELECT a.tag, 1 FROM unnest(added) AS a (tag)) AS m
    GROUP BY m.tag
    HAVING sum(m.amount) <> 0
    ORDER BY m.tag
    ON CONFLICT (tag) DO UPDATE SET post_count = tags.post_count + excluded.post_count;
END
$$;

-- What a write of posts sets off, one function an event. Inserts and updates take their steps in this order: the audit, the event log,
-- languages, tags with their counters, the sums by day, then notifications. They run as the owner, because the runtime may not write what
-- is derived, and see whole statements: an import of thousands of posts costs one run.
CREATE OR REPLACE FUNCTION app.posts_inserted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tagged text[];
BEGIN
    INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
    SELECT 'posts', a.id, a.author_id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
    FROM added AS a
    CROSS JOIN app.origin() AS o;

    INSERT INTO app.event_log (type, audience, subject_id, post_id, owner_id, version)
    SELECT 'post.published', 'post', a.id, a.id, a.author_id, a.version
    FROM added AS a
    WHERE app.post_is_public(a.status, a.deleted_at);

    INSERT INTO app.post_stats (post_id)
    SELECT a.id FROM added AS a
    ORDER BY a.id;

    INSERT INTO app.post_languages (language)
    SELECT DISTINCT a.language FROM added AS a
    ON CONFLICT DO NOTHING;

    WITH made AS (
        INSERT INTO app.post_tags (tag, published_at, post_id)
        SELECT DISTINCT t.tag, a.published_at, a.id
        FROM added AS a, unnest(a.tags) AS t (tag)
        WHERE app.post_is_public(a.status, a.deleted_at)
        RETURNING tag
    )
    SELECT array_agg(m.tag) INTO tagged FROM made AS m;
    IF tagged IS NOT NULL THEN
        PERFORM app.count_tags('{}', tagged);
    END IF;

    INSERT INTO app.day_posts_changes (day, status, views, posts)
    SELECT (a.created_at AT TIME ZONE 'UTC')::date, a.status, 0, count(*) FROM added AS a WHERE a.deleted_at IS NULL GROUP BY 1, 2;

    IF tagged IS NOT NULL THEN
        INSERT INTO app.day_tags_changes (day, tag, posts)
        SELECT (a.created_at AT TIME ZONE 'UTC')::date, t.tag, count(DISTINCT a.id)
        FROM added AS a, unnest(a.tags) AS t (tag)
        WHERE app.post_is_public(a.status, a.deleted_at)
        GROUP BY 1, 2;
    END IF;

    -- Posts of former days come from imports, whose mentions are not new.
    PERFORM app.notify_of_posts(
        ARRAY(SELECT a.id FROM added AS a
              WHERE app.post_is_public(a.status, a.deleted_at) AND a.published_at > now() - interval '1 day' AND strpos(a.body, '@') > 0),
        '{}');
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.posts_updated() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids       uuid[];
    mentioned uuid[];
    former    text[];
    untagged  text[];
    tagged    text[];
BEGIN
    INSERT INTO app.audit (
        table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
    SELECT 'posts', a.id, a.author_id, a.version, 'update', d.changed, d.before, d.after,
           o.actor_id, o.actor_role, o.request_id, o.client_address
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    CROSS JOIN app.origin() AS o
    CROSS JOIN LATERAL app.changes(
        jsonb_build_object(
            'title', r.title, 'body', r.body, 'language', r.language, 'tags', r.tags, 'metadata', r.metadata, 'status', r.status,
            'published_at', r.published_at, 'deleted_at', r.deleted_at, 'deleted_by', r.deleted_by),
        jsonb_build_object(
            'title', a.title, 'body', a.body, 'language', a.language, 'tags', a.tags, 'metadata', a.metadata, 'status', a.status,
            'published_at', a.published_at, 'deleted_at', a.deleted_at, 'deleted_by', a.deleted_by)) AS d
    WHERE a.version <> r.version;

    INSERT INTO app.event_log (type, audience, subject_id, post_id, owner_id, version)
    SELECT CASE WHEN NOT now_public THEN 'post.unpublished' WHEN was_public THEN 'post.updated' ELSE 'post.published' END,
           CASE WHEN now_public THEN 'post' ELSE 'post_gone' END,
           a.id, a.id, a.author_id, a.version
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    CROSS JOIN LATERAL (SELECT app.post_is_public(r.status, r.deleted_at), app.post_is_public(a.status, a.deleted_at))
        AS p (was_public, now_public)
    WHERE a.version <> r.version
      AND (was_public OR now_public);

    -- What becomes public long after it was published comes from imports, as in app.posts_inserted(), or was public before.
    SELECT array_agg(a.id), array_agg(CASE WHEN was_public THEN r.body END) INTO mentioned, former
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    CROSS JOIN LATERAL (SELECT app.post_is_public(r.status, r.deleted_at)) AS p (was_public)
    WHERE app.post_is_public(a.status, a.deleted_at)
      AND strpos(a.body, '@') > 0
      AND CASE WHEN was_public THEN a.body <> r.body ELSE a.published_at > now() - interval '1 day' END;

    SELECT array_agg(a.id) INTO ids
    FROM added AS a
    JOIN removed AS r ON r.id = a.id
    WHERE (a.status, a.deleted_at, a.published_at, a.created_at, a.tags, a.language)
          IS DISTINCT FROM (r.status, r.deleted_at, r.published_at, r.created_at, r.tags, r.language);
    IF ids IS NULL THEN
        PERFORM app.notify_of_posts(mentioned, former);
        RETURN NULL;
    END IF;

    INSERT INTO app.post_languages (language)
    SELECT DISTINCT a.language FROM added AS a
    ON CONFLICT DO NOTHING;

    WITH gone AS (
        SELECT t.tag, r.published_at, r.id FROM removed AS r, unnest(r.tags) AS t (tag) WHERE app.post_is_public(r.status, r.deleted_at)
        EXCEPT
        SELECT t.tag, a.published_at, a.id FROM added AS a, unnest(a.tags) AS t (tag) WHERE app.post_is_public(a.status, a.deleted_at)
    ), unmade AS (
        DELETE FROM app.post_tags AS p
        USING gone AS g
        WHERE p.tag = g.tag AND p.published_at = g.published_at AND p.post_id = g.id
        RETURNING p.tag
    )
    SELECT coalesce(array_agg(u.tag), '{}') INTO untagged FROM unmade AS u;

    WITH come AS (
        SELECT t.tag, a.published_at, a.id FROM added AS a, unnest(a.tags) AS t (tag) WHERE app.post_is_public(a.status, a.deleted_at)
        EXCEPT
        SELECT t.tag, r.published_at, r.id FROM removed AS r, unnest(r.tags) AS t (tag) WHERE app.post_is_public(r.status, r.deleted_at)
    ), made AS (
        INSERT INTO app.post_tags (tag, published_at, post_id)
        SELECT c.tag, c.published_at, c.id FROM come AS c
        RETURNING tag
    )
    SELECT coalesce(array_agg(m.tag), '{}') INTO tagged FROM made AS m;

    PERFORM app.count_tags(untagged, tagged);

    -- The counters are locked before they are read: a view that is counted meanwhile has then either moved the post already, or moves it
    -- from where this leaves it.
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
          FROM removed AS r, unnest(r.tags) AS t (tag) WHERE app.post_is_public(r.status, r.deleted_at)
          UNION ALL
          SELECT DISTINCT a.id, (a.created_at AT TIME ZONE 'UTC')::date, t.tag, 1
          FROM added AS a, unnest(a.tags) AS t (tag) WHERE app.post_is_public(a.status, a.deleted_at)) AS m
    GROUP BY m.day, m.tag
    HAVING sum(m.posts) <> 0;

    PERFORM app.notify_of_posts(mentioned, former);
    RETURN NULL;
END
$$;

-- The rows of post_tags go by cascade; only the counters are left. The sums by day went before, with app.posts_leave_rollups().
CREATE OR REPLACE FUNCTION app.posts_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    untagged text[];
BEGIN
    INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
    SELECT 'posts', r.id, r.author_id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
    FROM removed AS r
    CROSS JOIN app.origin() AS o;

    INSERT INTO app.event_log (type, audience, subject_id, post_id, owner_id, version)
    SELECT 'post.unpublished', 'post_gone', r.id, r.id, r.author_id, r.version
    FROM removed AS r
    WHERE app.post_is_public(r.status, r.deleted_at);

    SELECT array_agg(t.tag) INTO untagged
    FROM (SELECT DISTINCT r.id, u.tag
          FROM removed AS r, unnest(r.tags) AS u (tag)
          WHERE app.post_is_public(r.status, r.deleted_at)) AS t;
    IF untagged IS NOT NULL THEN
        PERFORM app.count_tags(untagged, '{}');
    END IF;
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

    INSERT INTO app.trend_changes (post_id) SELECT m.post_id FROM unnest(ids) AS m (post_id);

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

REVOKE EXECUTE ON FUNCTION
    app.count_tags(text[], text[]), app.posts_inserted(), app.posts_updated(), app.posts_deleted(), app.posts_leave_rollups(),
    app.post_stats_rolled_up()
    FROM PUBLIC;

-- Moderation alone hides a post, and alone shows it again; its author can get round that neither by publishing nor by archiving.
CREATE OR REPLACE FUNCTION app.posts_guard_hidden() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_staff() THEN
        RAISE EXCEPTION 'only a moderator hides a post or shows it again' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;
