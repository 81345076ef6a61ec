-- What the migrations make; written by 'migrate snapshot', not by hand.
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: app; Type: SCHEMA; Schema: -; Owner: app_owner
--

CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO app_owner;

--
-- Name: sec; Type: SCHEMA; Schema: -; Owner: app_owner
--

CREATE SCHEMA sec;


ALTER SCHEMA sec OWNER TO app_owner;

--
-- Name: task_priority; Type: TYPE; Schema: app; Owner: app_owner
--

CREATE TYPE app.task_priority AS ENUM (
    'low',
    'medium',
    'high',
    'urgent'
);


ALTER TYPE app.task_priority OWNER TO app_owner;

--
-- Name: actor(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    context CONSTANT text := current_setting('app.ctx', true);
    part    text[];
    fields  integer;
    mac     text;
BEGIN
    IF context IS NULL OR context = '' THEN
        actor_role := 'anonymous';
        RETURN;
    END IF;

    part := string_to_array(context, '|');
    fields := cardinality(part);
    IF fields NOT IN (5, 7) THEN
        RAISE EXCEPTION 'the actor context is malformed' USING ERRCODE = '28000';
    END IF;

    -- Signed is everything before the separator and the 64 digits of the MAC.
    SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(left(context, -65), 'UTF8'))), 'hex') INTO mac
    FROM sec.context_keys AS k
    WHERE k.key_id = part[1];
    IF mac IS NULL THEN
        RAISE EXCEPTION 'the actor context is signed with an unknown key' USING ERRCODE = '28000';
    ELSIF mac <> part[fields] THEN
        RAISE EXCEPTION 'the actor context is not authentic' USING ERRCODE = '28000';
    END IF;

    -- The start of the transaction counts, so that long work such as an import does not lose its actor half way.
    IF to_timestamp(part[4]::bigint) < transaction_timestamp() THEN
        RAISE EXCEPTION 'the actor context has expired' USING ERRCODE = '28000';
    END IF;

    actor_id := nullif(part[2], '')::uuid;
    actor_role := part[3];
END
$$;


ALTER FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text) OWNER TO app_owner;

--
-- Name: actor_id(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.actor_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN (current_setting('app.ctx'::text, true) <> ''::text) THEN (app.actor()).actor_id ELSE NULL::uuid END;


ALTER FUNCTION app.actor_id() OWNER TO app_owner;

--
-- Name: actor_role(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.actor_role() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN (current_setting('app.ctx'::text, true) <> ''::text) THEN (app.actor()).actor_role ELSE 'anonymous'::text END;


ALTER FUNCTION app.actor_role() OWNER TO app_owner;

--
-- Name: add_webhook_secret(uuid, bytea, timestamp with time zone, interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.add_webhook_secret(of_webhook uuid, new_sealed bytea, at timestamp with time zone, former interval) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin');

    PERFORM FROM app.webhooks AS w
    WHERE w.id = of_webhook AND w.owner_id = app.actor_id() AND w.deleted_at IS NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    -- Two rotations in a row leave the secret of before the last one.
    DELETE FROM app.webhook_secrets AS s WHERE s.webhook_id = of_webhook AND s.expires_at IS NOT NULL;
    UPDATE app.webhook_secrets AS s SET expires_at = at + former WHERE s.webhook_id = of_webhook;
    INSERT INTO app.webhook_secrets (webhook_id, sealed, created_at) VALUES (of_webhook, new_sealed, at);
    RETURN true;
END
$$;


ALTER FUNCTION app.add_webhook_secret(of_webhook uuid, new_sealed bytea, at timestamp with time zone, former interval) OWNER TO app_owner;

--
-- Name: announce_media(bytea, bigint); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.announce_media(wanted bytea, bytes bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin', 'system');

    INSERT INTO app.media_objects AS o (checksum, size_bytes)
    VALUES (wanted, bytes)
    ON CONFLICT (checksum) DO UPDATE SET unused_since = statement_timestamp() WHERE o.unused_since IS NOT NULL;
    RETURN true;
END
$$;


ALTER FUNCTION app.announce_media(wanted bytea, bytes bigint) OWNER TO app_owner;

--
-- Name: announce_rights_change(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.announce_rights_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    whose CONSTANT text := CASE TG_TABLE_NAME WHEN 'users' THEN 'user ' ELSE 'session ' END || OLD.id::text;
BEGIN
    PERFORM pg_notify('agora_rights', whose);
    RAISE NOTICE 'rights changed: %', whose USING ERRCODE = 'AG002';
    RETURN NULL;
END
$$;


ALTER FUNCTION app.announce_rights_change() OWNER TO app_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: blocks; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.blocks (
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT blocks_blocker_id_blocked_id_check CHECK ((blocker_id <> blocked_id))
);

ALTER TABLE ONLY app.blocks FORCE ROW LEVEL SECURITY;


ALTER TABLE app.blocks OWNER TO app_owner;

--
-- Name: TABLE blocks; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.blocks IS 'Which user blocked which; neither sees what the other writes. Natural key: its primary key.';


--
-- Name: are_apart(uuid, uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.are_apart(one uuid, other uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM app.blocks b WHERE (((b.blocker_id = are_apart.one) AND (b.blocked_id = are_apart.other)) OR ((b.blocker_id = are_apart.other) AND (b.blocked_id = are_apart.one)))));


ALTER FUNCTION app.are_apart(one uuid, other uuid) OWNER TO app_owner;

--
-- Name: backed_up_tables(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.backed_up_tables() RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    BEGIN ATOMIC
 SELECT ((c.oid)::regclass)::text AS oid
    FROM pg_class c
   WHERE ((c.relnamespace = ('app'::regnamespace)::oid) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND (NOT c.relispartition) AND (c.relpersistence = 'p'::"char"))
   ORDER BY ((c.oid)::regclass)::text;
END;


ALTER FUNCTION app.backed_up_tables() OWNER TO app_owner;

--
-- Name: FUNCTION backed_up_tables(); Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON FUNCTION app.backed_up_tables() IS 'Tables whose rows are counted and summed behind a backup. Unlogged ones are empty after a restore.';


--
-- Name: begin_action(uuid, text, text, text, uuid, uuid, integer, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.begin_action(action_id uuid, what text, target_name text, why text, who uuid, of_session uuid, of_version integer, queued boolean) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '500ms'
    AS $$
DECLARE
    at timestamptz;
BEGIN
    IF of_session IS NOT NULL THEN
        BEGIN
            PERFORM app.require_current_rights(of_session, of_version);
        EXCEPTION WHEN lock_not_available THEN
            NULL;
        END;
    END IF;

    INSERT INTO app.operator_actions AS a (id, action, target, reason, actor_id, started_at)
    VALUES (action_id, what, target_name, why, who, CASE WHEN NOT queued THEN clock_timestamp() END)
    RETURNING a.requested_at INTO at;
    RETURN at;
END
$$;


ALTER FUNCTION app.begin_action(action_id uuid, what text, target_name text, why text, who uuid, of_session uuid, of_version integer, queued boolean) OWNER TO app_owner;

--
-- Name: begin_erasure(uuid, text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.begin_erasure(whose uuid, how text, by_whom text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('system');

    PERFORM FROM app.users AS u WHERE u.id = whose AND u.erased_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    -- Mail from before there was a user_id is known by the address of today, or one that a link was sent to.
    DELETE FROM app.mail_outbox AS m
    WHERE m.user_id = whose
       OR m.recipient_key = (SELECT u.email_key FROM app.users AS u WHERE u.id = whose)
       OR m.recipient_key IN (SELECT lower(normalize(t.email, NFKC)) FROM app.one_time_tokens AS t WHERE t.user_id = whose);

    DELETE FROM app.registrations AS r
    WHERE r.email_key IN (
        SELECT k.email_key
        FROM app.users AS u, unnest(ARRAY[u.email_key, lower(normalize(u.pending_email, NFKC))]) AS k (email_key)
        WHERE u.id = whose);

    -- The name stays taken, as a hash that leads to no account.
    INSERT INTO app.retired_usernames (username_hash)
    SELECT sha256(convert_to(u.username_key, 'UTF8'))
    FROM app.users AS u
    WHERE u.id = whose
    ON CONFLICT DO NOTHING;

    UPDATE app.users
    SET email = NULL,
        email_verified_at = NULL,
        pending_email = NULL,
        username = 'deleted-' || left(replace(gen_random_uuid()::text, '-', ''), 16),
        full_name = NULL,
        role = 'user',
        is_active = false,
        password_hash = NULL,
        security_version = security_version + 1,
        last_login_at = NULL,
        deleted_at = coalesce(deleted_at, statement_timestamp()),
        erased_at = statement_timestamp()
    WHERE id = whose;

    INSERT INTO app.erasures (user_id, mode, asked_by, requested_at) VALUES (whose, how, by_whom, statement_timestamp());
    RETURN true;
END
$$;


ALTER FUNCTION app.begin_erasure(whose uuid, how text, by_whom text) OWNER TO app_owner;

--
-- Name: blocked_either_way(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.blocked_either_way() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    who CONSTANT record := app.actor();
BEGIN
    IF who.actor_role <> 'user' THEN
        RETURN '{}';
    END IF;

    RETURN ARRAY(
        SELECT b.blocked_id FROM app.blocks AS b WHERE b.blocker_id = who.actor_id
        UNION ALL
        SELECT b.blocker_id FROM app.blocks AS b WHERE b.blocked_id = who.actor_id);
END
$$;


ALTER FUNCTION app.blocked_either_way() OWNER TO app_owner;

--
-- Name: blocks_end_follows(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.blocks_end_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM app.users AS u WHERE u.id IN (NEW.blocker_id, NEW.blocked_id) ORDER BY u.id FOR NO KEY UPDATE;

    DELETE FROM app.follows AS f
    WHERE (f.follower_id, f.followee_id) IN ((NEW.blocker_id, NEW.blocked_id), (NEW.blocked_id, NEW.blocker_id));

    DELETE FROM app.notifications AS n
    WHERE n.read_at IS NULL
      AND (n.user_id, n.actor_id) IN ((NEW.blocker_id, NEW.blocked_id), (NEW.blocked_id, NEW.blocker_id));
    RETURN NEW;
END
$$;


ALTER FUNCTION app.blocks_end_follows() OWNER TO app_owner;

--
-- Name: bookmarks_limit(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.bookmarks_limit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM app.users AS u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM app.bookmarks AS b WHERE b.user_id = NEW.user_id) > 10000 THEN
        RAISE EXCEPTION 'This account has as many bookmarks as it may have.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bookmarks_limit_check';
    END IF;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.bookmarks_limit() OWNER TO app_owner;

--
-- Name: build_day_sums(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_day_sums() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_day_sums() OWNER TO app_owner;

--
-- Name: build_like_counts(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_like_counts() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_like_counts() OWNER TO app_owner;

--
-- Name: build_post_days(date, date); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_post_days(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_post_days(first_day date, last_day date) OWNER TO app_owner;

--
-- Name: build_rollups(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_rollups() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_rollups() OWNER TO app_owner;

--
-- Name: build_span_sums(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_span_sums() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_span_sums() OWNER TO app_owner;

--
-- Name: build_spans(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_spans() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_spans() OWNER TO app_owner;

--
-- Name: build_trends(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.build_trends() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.build_trends() OWNER TO app_owner;

--
-- Name: changes(jsonb, jsonb); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.changes(one jsonb, other jsonb) RETURNS TABLE(changed text[], before jsonb, after jsonb)
    LANGUAGE sql IMMUTABLE ROWS 1 PARALLEL SAFE
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(o.key ORDER BY o.key), '{}'::text[]) AS "coalesce",
     COALESCE(jsonb_object_agg(o.key, o.value), '{}'::jsonb) AS "coalesce",
     COALESCE(jsonb_object_agg(o.key, n.value), '{}'::jsonb) AS "coalesce"
    FROM (jsonb_each(changes.one) o(key, value)
      JOIN jsonb_each(changes.other) n(key, value) ON ((n.key = o.key)))
   WHERE (o.value <> n.value);
END;


ALTER FUNCTION app.changes(one jsonb, other jsonb) OWNER TO app_owner;

--
-- Name: cjk(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.cjk() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN '[々-〇ぁ-ゖゝ-ヺー-ㄯㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿𠀀-𱍏]'::text;


ALTER FUNCTION app.cjk() OWNER TO app_owner;

--
-- Name: claim_jobs(text, text[], integer[], integer[], integer, interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.claim_jobs(claimer text, kinds text[], versions integer[], limits integer[], wanted integer, lease interval) RETURNS TABLE(id uuid, kind text, payload text, payload_version integer, attempt integer, attempts_max integer, fencing_token integer, progress bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    head record;
    free integer;
    left_over integer := wanted;
    taken integer;
BEGIN
    PERFORM app.require_actor('system');

    FOR head IN
        SELECT k.kind, k.version, coalesce(s.concurrency_max, k.most) AS most, p.priority
        FROM unnest(kinds, versions, limits) AS k (kind, version, most)
        LEFT JOIN app.job_kinds AS s ON s.kind = k.kind
        CROSS JOIN (VALUES (1::smallint), (2::smallint), (3::smallint)) AS p (priority)
        CROSS JOIN LATERAL (
            SELECT q.due_at
            FROM app.jobs AS q
            WHERE q.state = 'queued'
              AND q.kind = k.kind
              AND q.priority = p.priority
              AND q.due_at <= statement_timestamp()
              AND q.payload_version <= k.version
            ORDER BY q.due_at
            LIMIT 1) AS o
        WHERE s.paused IS NOT TRUE
        ORDER BY p.priority, o.due_at
    LOOP
        free := left_over;
        IF head.most IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('app.claim_jobs'));
            SELECT least(left_over, head.most - count(*)) INTO free
            FROM app.jobs AS r
            WHERE r.kind = head.kind AND r.state = 'running';
        END IF;

        RETURN QUERY
            WITH due AS (
                SELECT q.id
                FROM app.jobs AS q
                WHERE q.state = 'queued'
                  AND q.kind = head.kind
                  AND q.priority = head.priority
                  AND q.due_at <= statement_timestamp()
                  AND q.payload_version <= head.version
                ORDER BY q.due_at, q.id
                LIMIT greatest(free, 0)
                FOR UPDATE SKIP LOCKED
            )
            UPDATE app.jobs AS j
            SET state = 'running',
                attempt = j.attempt + 1,
                fencing_token = j.fencing_token + 1,
                worker = claimer,
                lease_until = statement_timestamp() + lease,
                started_at = statement_timestamp()
            FROM due AS d
            WHERE j.id = d.id
            RETURNING j.id, j.kind, j.payload::text, j.payload_version, j.attempt, j.attempts_max, j.fencing_token, j.progress;
        GET DIAGNOSTICS taken = ROW_COUNT;
        left_over := left_over - taken;
        EXIT WHEN left_over <= 0;
    END LOOP;
END
$$;


ALTER FUNCTION app.claim_jobs(claimer text, kinds text[], versions integer[], limits integer[], wanted integer, lease interval) OWNER TO app_owner;

--
-- Name: claim_webhook_deliveries(integer, integer, integer, interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.claim_webhook_deliveries(places integer, failing_places integer, per_webhook integer, lease interval) RETURNS TABLE(id uuid, fencing_token integer, webhook_id uuid, url text, secrets bytea[], is_shown boolean, type text, audience text, occurred_at timestamp with time zone, event_id uuid, batch bigint, log_id bigint, subject_id uuid, post_id uuid, comment_id uuid, owner_id uuid, user_id uuid, subject_version integer, attempt integer, since_first interval)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    at CONSTANT timestamptz := statement_timestamp();
BEGIN
    PERFORM app.require_actor('system');

    PERFORM pg_advisory_xact_lock(hashtext('app.webhook_claims'));
    RETURN QUERY
        WITH RECURSIVE running AS MATERIALIZED (
            SELECT d.webhook_id, count(*) AS number FROM app.webhook_deliveries AS d WHERE d.lease_until > at GROUP BY d.webhook_id
        ), heads AS (
            -- Webhooks for which something is due, one after the other by the index, whose other entries are not read.
            (SELECT d.webhook_id AS id FROM app.webhook_deliveries AS d WHERE d.due_at <= at ORDER BY d.webhook_id LIMIT 1)
            UNION ALL
            SELECT (SELECT d.webhook_id
                    FROM app.webhook_deliveries AS d
                    WHERE d.webhook_id > h.id AND d.due_at <= at
                    ORDER BY d.webhook_id
                    LIMIT 1)
            FROM heads AS h
            WHERE h.id IS NOT NULL
        ), open AS (
            SELECT w.id, w.failing_since IS NOT NULL AS fails, coalesce(r.number, 0) AS running,
                   CASE WHEN w.failing_since IS NULL THEN per_webhook ELSE 1 END - coalesce(r.number, 0) AS free
            FROM heads AS h
            JOIN app.webhooks AS w ON w.id = h.id AND w.is_active
            JOIN app.users AS u ON u.id = w.owner_id AND u.is_active AND u.deleted_at IS NULL
            LEFT JOIN running AS r ON r.webhook_id = w.id
        ), first AS MATERIALIZED (
            -- Of more webhooks than there are places, none has a place for its second.
            SELECT f.id, f.fails, f.running, f.free, f.turn
            FROM (SELECT t.*, row_number() OVER (PARTITION BY t.fails ORDER BY t.running, t.turn) AS rank
                  FROM (SELECT o.*, random() AS turn FROM open AS o WHERE o.free > 0) AS t) AS f
            WHERE f.rank <= places
        ), due AS (
            SELECT f.id, o.fails, o.running + f.place AS place, o.turn
            FROM first AS o
            CROSS JOIN LATERAL (
                SELECT d.id, row_number() OVER (ORDER BY d.due_at, d.id) AS place
                FROM app.webhook_deliveries AS d
                WHERE d.webhook_id = o.id AND d.due_at <= at
                ORDER BY d.due_at, d.id
                LIMIT o.free) AS f
        ), chosen AS (
            SELECT c.id
            FROM (SELECT d.*, row_number() OVER (PARTITION BY d.fails ORDER BY d.place, d.turn) AS rank FROM due AS d) AS c
            WHERE NOT c.fails
               OR c.rank + (SELECT coalesce(sum(r.number), 0)
                            FROM running AS r
                            JOIN app.webhooks AS w ON w.id = r.webhook_id
                            WHERE w.failing_since IS NOT NULL) <= failing_places
            ORDER BY c.fails, c.place, c.turn
            LIMIT places
        ), locked AS MATERIALIZED (
            -- The fan-out and replays lock what is due, and let it be claimed next time.
            SELECT d.id
            FROM app.webhook_deliveries AS d
            WHERE d.id IN (SELECT c.id FROM chosen AS c) AND d.due_at <= at
            FOR NO KEY UPDATE SKIP LOCKED
        ), claimed AS MATERIALIZED (
            UPDATE app.webhook_deliveries AS d
            SET lease_until = at + lease,
                due_at = at + lease,
                attempt = d.attempt + 1,
                fencing_token = d.fencing_token + 1,
                first_attempt_at = coalesce(d.first_attempt_at, at),
                attempted_at = at
            FROM locked AS c
            WHERE d.id = c.id
            RETURNING d.*
        ), numbered AS MATERIALIZED (
            SELECT c.*, w.url, w.owner_id AS reader, u.role, row_number() OVER () AS number
            FROM claimed AS c
            JOIN app.webhooks AS w ON w.id = c.webhook_id
            JOIN app.users AS u ON u.id = w.owner_id
        ), seen AS MATERIALIZED (
            SELECT r.number, r.reader, r.is_shown
            FROM (SELECT array_agg(n.number ORDER BY n.number) AS numbers, array_agg(n.audience ORDER BY n.number) AS audiences,
                         array_agg(n.post_id ORDER BY n.number) AS posts, array_agg(n.comment_id ORDER BY n.number) AS comments,
                         array_agg(n.owner_id ORDER BY n.number) AS owners, array_agg(n.user_id ORDER BY n.number) AS users
                  FROM numbered AS n) AS e
            CROSS JOIN (SELECT array_agg(p.reader) AS readers, array_agg(p.role) AS roles
                        FROM (SELECT DISTINCT n.reader, n.role FROM numbered AS n) AS p) AS q
            CROSS JOIN LATERAL app.event_readers(
                e.numbers, e.audiences, e.posts, e.comments, e.owners, e.users, q.readers, q.roles) AS r
            WHERE e.numbers IS NOT NULL
        )
        SELECT n.id, n.fencing_token, n.webhook_id, n.url,
               ARRAY(SELECT s.sealed
                     FROM app.webhook_secrets AS s
                     WHERE s.webhook_id = n.webhook_id AND coalesce(s.expires_at > at, true)
                     ORDER BY s.expires_at DESC NULLS FIRST),
               coalesce(
                   (SELECT s.is_shown FROM seen AS s WHERE s.number = n.number AND s.reader = n.reader),
                   (SELECT s.is_shown FROM seen AS s WHERE s.number = n.number AND s.reader IS NULL),
                   false),
               n.type, n.audience, n.occurred_at, n.event_id, n.batch, n.log_id, n.subject_id, n.post_id, n.comment_id, n.owner_id,
               n.user_id, n.subject_version, n.attempt, at - n.first_attempt_at
        FROM numbered AS n;
END
$$;


ALTER FUNCTION app.claim_webhook_deliveries(places integer, failing_places integer, per_webhook integer, lease interval) OWNER TO app_owner;

--
-- Name: close_event_batch(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.close_event_batch() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $$
DECLARE
    turn CONSTANT bigint := hashtext('app.event_batches');
    last app.event_batches;
    floor bigint := app.last_restored_event();
    made bigint;
BEGIN
    SELECT * INTO STRICT last FROM app.event_batches AS b ORDER BY b.id DESC LIMIT 1;
    IF pg_current_xact_id_if_assigned() IS NOT NULL
        OR NOT EXISTS (
            SELECT
            FROM app.event_transactions(last.snapshot, pg_current_snapshot()) AS t
            CROSS JOIN LATERAL (
                SELECT
                FROM app.event_log AS e
                WHERE e.xid >= t.low AND e.xid < t.high AND e.id > floor
                -- Without an order the planner may read a large log for what is not there.
                ORDER BY e.xid
                LIMIT 1) AS e)
            AND last.server_id = (SELECT c.system_identifier FROM pg_control_system() AS c)
    THEN
        RETURN last.id;
    END IF;

    IF NOT pg_try_advisory_xact_lock(turn) THEN
        BEGIN
            PERFORM pg_advisory_xact_lock(turn);
        EXCEPTION
            WHEN lock_not_available THEN
                RETURN (SELECT max(b.id) FROM app.event_batches AS b);
        END;
    END IF;
    SELECT * INTO STRICT last FROM app.event_batches AS b ORDER BY b.id DESC LIMIT 1;
    floor := app.last_restored_event();

    -- A dump that was restored. Its events stay until app.purge_events deletes them, since a reader does not wait for that.
    IF last.server_id <> (SELECT c.system_identifier FROM pg_control_system() AS c) THEN
        INSERT INTO app.event_batches (id, snapshot, server_id, event_count, last_id, first_at, last_at)
        SELECT last.id + 1, pg_current_snapshot(), c.system_identifier, 0,
               greatest(last.last_id, (SELECT max(e.id) FROM app.event_log AS e)), statement_timestamp(), statement_timestamp()
        FROM pg_control_system() AS c;
        DELETE FROM app.event_batches AS b WHERE b.id <= last.id;
        RETURN last.id + 1;
    END IF;

    INSERT INTO app.event_batches (id, snapshot, server_id, event_count, last_id, first_at, last_at)
    SELECT last.id + 1, pg_current_snapshot(), last.server_id, count(*), max(e.id), min(e.occurred_at), max(e.occurred_at)
    FROM app.event_transactions(last.snapshot, pg_current_snapshot()) AS t
    JOIN app.event_log AS e ON e.xid >= t.low AND e.xid < t.high AND e.id > floor
    HAVING count(*) > 0
    RETURNING id INTO made;

    IF made IS NOT NULL THEN
        PERFORM pg_notify('agora_events', made::text);
    END IF;
    RETURN coalesce(made, last.id);
END
$$;


ALTER FUNCTION app.close_event_batch() OWNER TO app_owner;

--
-- Name: comment_is_public(boolean, timestamp with time zone); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (is_approved AND (deleted_at IS NULL));


ALTER FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamp with time zone) OWNER TO app_owner;

--
-- Name: comment_is_shown(boolean, timestamp with time zone, uuid, uuid, boolean, uuid[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((app.comment_is_public(is_approved, deleted_at) OR ((deleted_at IS NULL) AND (staff OR (author_id = me)))) AND (author_id <> ALL (blocked)));


ALTER FUNCTION app.comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]) OWNER TO app_owner;

--
-- Name: comment_likes_counted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comment_likes_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.comment_likes_counted() OWNER TO app_owner;

--
-- Name: comments_deleted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comments_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.comments_deleted() OWNER TO app_owner;

--
-- Name: comments_guard_approval(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comments_guard_approval() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_staff() THEN
        RAISE EXCEPTION 'only a moderator hides a comment or shows it again' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.comments_guard_approval() OWNER TO app_owner;

--
-- Name: comments_inserted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comments_inserted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.comments_inserted() OWNER TO app_owner;

--
-- Name: comments_place(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comments_place() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.comments_place() OWNER TO app_owner;

--
-- Name: comments_updated(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.comments_updated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.comments_updated() OWNER TO app_owner;

--
-- Name: compact_pages(regclass, bigint, bigint); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.compact_pages(target regclass, low bigint, high bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '50ms'
    AS $_$
DECLARE
    most constant integer := 300;
    named text;
    set_column text;
    behind bigint;
BEGIN
    SELECT format('%I.%I', n.nspname, c.relname) INTO named
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = target AND c.relkind = 'r' AND c.relowner = 'app_owner'::regrole;

    -- A column that may be set, the smallest kind first. Its value stays.
    SELECT format('%I', a.attname) INTO set_column
    FROM pg_attribute AS a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
    ORDER BY a.attlen < 0, a.attlen, a.attnum
    LIMIT 1;
    IF named IS NULL OR set_column IS NULL THEN
        RAISE EXCEPTION 'the rows of % cannot be moved', target USING ERRCODE = '0A000';
    END IF;

    PERFORM set_config('session_replication_role', 'replica', true);
    FOR round IN 1..most LOOP
        EXECUTE format(
            'WITH here AS (SELECT h.ctid FROM ONLY %1$s AS h WHERE h.ctid >= %3$L AND h.ctid < %4$L FOR NO KEY UPDATE SKIP LOCKED), '
            'moved AS (UPDATE ONLY %1$s AS t SET %2$s = t.%2$s FROM here WHERE t.ctid = here.ctid RETURNING t.ctid) '
            'SELECT count(*) FROM moved AS m WHERE m.ctid >= %3$L',
            named, set_column, format('(%s,0)', low), format('(%s,0)', high)) INTO behind;
        EXIT WHEN behind = 0;
    END LOOP;

    EXECUTE format('SELECT count(*) FROM ONLY %s AS h WHERE h.ctid >= %L AND h.ctid < %L',
        named, format('(%s,0)', low), format('(%s,0)', high)) INTO behind;
    PERFORM set_config('session_replication_role', 'origin', true);
    RETURN behind;
END
$_$;


ALTER FUNCTION app.compact_pages(target regclass, low bigint, high bigint) OWNER TO app_owner;

--
-- Name: continue_erasure(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.continue_erasure(whose uuid, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    blank    CONSTANT text := '(erased)';
    removes  boolean;
    batch    uuid[];
    spoken   uuid[];
    unspoken uuid[];
    rare     text[];
    liked    integer := 0;
    taken    integer;
    done     integer := 0;
BEGIN
    PERFORM app.require_actor('system');

    SELECT e.mode = 'remove' INTO removes FROM app.erasures AS e WHERE e.user_id = whose AND e.finished_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;

    DELETE FROM app.user_sessions AS s WHERE s.user_id = whose;
    DELETE FROM app.one_time_tokens AS t WHERE t.user_id = whose;
    DELETE FROM app.security_events AS e WHERE e.user_id = whose;
    DELETE FROM app.mail_outbox AS m WHERE m.user_id = whose;
    DELETE FROM app.idempotency_keys AS k WHERE k.owner_id = whose;
    DELETE FROM app.user_preferences AS p WHERE p.user_id = whose;
    DELETE FROM app.post_reads AS r WHERE r.user_id = whose;
    DELETE FROM app.tasks AS t WHERE t.owner_id = whose;
    PERFORM app.end_webhooks(whose);
    DELETE FROM app.follows AS f WHERE f.follower_id = whose OR f.followee_id = whose;
    DELETE FROM app.follow_counts AS c WHERE c.user_id = whose;
    DELETE FROM app.blocks AS b WHERE b.blocker_id = whose OR b.blocked_id = whose;
    DELETE FROM app.notification_digests AS d WHERE d.user_id = whose;
    UPDATE app.user_profiles AS p
    SET bio = NULL,
        avatar_url = NULL,
        avatar_id = NULL,
        social_links = '{}'
    WHERE p.user_id = whose
      AND (num_nonnulls(p.bio, p.avatar_url, p.avatar_id) > 0 OR p.social_links <> '{}');

    -- What only the author could see is not kept.
    batch := ARRAY(
        SELECT p.id
        FROM app.posts AS p
        WHERE p.author_id = whose
          AND (removes OR p.status = 'draft' OR p.deleted_at IS NOT NULL)
          AND ((p.title, p.body, p.tags, p.metadata) <> (blank, blank, '{}', '{}') OR p.deleted_at IS NULL)
        ORDER BY p.id
        LIMIT most);
    IF cardinality(batch) > 0 THEN
        -- Tags that no other author's post has are deleted too. The locks on their buckets block writers of posts and renamings meanwhile.
        rare := ARRAY(
            SELECT DISTINCT t.tag
            FROM app.posts AS p, unnest(p.tags) AS t (tag)
            WHERE p.id = ANY (batch)
              AND NOT EXISTS (SELECT FROM app.posts AS o WHERE o.tags @> ARRAY[t.tag] AND o.author_id <> whose));
        PERFORM pg_advisory_xact_lock(1952540531, b.bucket)
        FROM (SELECT DISTINCT hashtext(t.tag) & 63 AS bucket FROM unnest(rare) AS t (tag) ORDER BY bucket) AS b;

        -- Keeps new comments away, so that what is asked next stays true.
        PERFORM FROM app.posts AS p WHERE p.id = ANY (batch) ORDER BY p.id FOR UPDATE;
        spoken := ARRAY(
            SELECT b.id
            FROM unnest(batch) AS b (id)
            WHERE EXISTS (SELECT FROM app.comments AS c WHERE c.post_id = b.id AND c.author_id <> whose));

        unspoken := ARRAY(SELECT b.id FROM unnest(batch) AS b (id) WHERE b.id <> ALL (spoken));
        taken := app.drain_posts(batch, unspoken, unspoken, 10 * most);
        IF taken >= 10 * most THEN
            RETURN taken;
        END IF;

        DELETE FROM app.posts AS p WHERE p.id = ANY (unspoken);
        UPDATE app.posts AS p
        SET title = blank,
            body = blank,
            tags = '{}',
            metadata = '{}',
            deleted_at = coalesce(p.deleted_at, statement_timestamp()),
            deleted_by = coalesce(p.deleted_by, 'author')
        WHERE p.id = ANY (spoken);

        rare := ARRAY(SELECT t.tag FROM unnest(rare) AS t (tag) WHERE NOT EXISTS (SELECT FROM app.posts AS o WHERE o.tags @> ARRAY[t.tag]));
        IF cardinality(rare) > 0 THEN
            -- fold_rollups moves rows between tables; wait for it, or its rows would be missed.
            PERFORM pg_advisory_xact_lock(hashtext('app.fold_rollups'));
            DELETE FROM app.day_tags_changes AS d WHERE d.tag = ANY (rare);
            DELETE FROM app.day_tags AS d WHERE d.tag = ANY (rare);
            DELETE FROM app.span_tags AS d WHERE d.tag = ANY (rare);
            DELETE FROM app.tags AS t WHERE t.tag = ANY (rare);
            DELETE FROM app.tag_aliases AS a WHERE a.tag = ANY (rare);
        END IF;
        done := cardinality(batch);
    END IF;

    -- Files that a post which stays shows, stay with it, without the name that they had on the author's disk. The bytes of the others go
    -- with the sweep that looks for contents without a file.
    DELETE FROM app.media AS m
    WHERE m.owner_id = whose
      AND (removes OR NOT EXISTS (SELECT FROM app.post_media AS s WHERE s.media_id = m.id AND s.owner_id = whose));
    UPDATE app.media AS m SET file_name = NULL WHERE m.owner_id = whose AND m.file_name IS NOT NULL;

    batch := ARRAY(
        SELECT c.id
        FROM app.comments AS c
        WHERE c.author_id = whose
          AND (removes OR c.deleted_at IS NOT NULL)
          AND (c.body <> blank OR c.deleted_at IS NULL)
        ORDER BY c.created_at DESC, c.id DESC
        LIMIT most - done);
    IF cardinality(batch) > 0 THEN
        PERFORM FROM app.comments AS c WHERE c.id = ANY (batch) ORDER BY c.id FOR NO KEY UPDATE;
        UPDATE app.comments AS c
        SET body = blank,
            edited_at = NULL,
            deleted_at = coalesce(c.deleted_at, statement_timestamp()),
            deleted_by = coalesce(c.deleted_by, 'author')
        WHERE c.id = ANY (batch);
        done := done + cardinality(batch);
    END IF;

    -- A flag stays, since it counts; the note of its reporter is deleted.
    PERFORM FROM app.moderation_cases AS m WHERE whose IN (m.author_id, m.assignee_id, m.decided_by) ORDER BY m.id FOR NO KEY UPDATE;
    DELETE FROM app.strikes AS s WHERE s.user_id = whose;
    DELETE FROM app.moderation_reasons AS m WHERE m.owner_id = whose;
    UPDATE app.moderation_reasons AS m SET done_by_id = NULL WHERE m.done_by_id = whose;
    UPDATE app.flags AS f SET note = NULL WHERE f.reporter_id = whose AND f.note IS NOT NULL;
    UPDATE app.moderation_cases AS m SET assignee_id = NULL WHERE m.assignee_id = whose;
    UPDATE app.moderation_cases AS m SET decided_by = NULL WHERE m.decided_by = whose;
    IF removes THEN
        DELETE FROM app.moderation_cases AS m WHERE m.author_id = whose;
    ELSE
        UPDATE app.moderation_cases AS m
        SET reason = NULL,
            appeal = CASE WHEN m.appeal IS NOT NULL THEN blank END
        WHERE m.author_id = whose
          AND (m.reason IS NOT NULL OR m.appeal <> blank);
    END IF;

    -- Last, because what was done above is in it, with what was there before.
    DELETE FROM app.audit AS a WHERE a.owner_id = whose;
    -- That they changed what belongs to others stays, as does the id; from where, goes.
    UPDATE app.audit AS a
    SET client_address = NULL,
        request_id = NULL
    WHERE a.actor_id = whose
      AND a.actor_id <> a.owner_id
      AND num_nonnulls(a.client_address, a.request_id) > 0;

    -- Behind posts and comments by the lock order.
    DELETE FROM app.bookmarks AS b
    WHERE b.user_id = whose
      AND b.post_id = ANY (ARRAY(SELECT o.post_id FROM app.bookmarks AS o WHERE o.user_id = whose LIMIT most - done));
    GET DIAGNOSTICS taken = ROW_COUNT;
    liked := liked + taken;
    DELETE FROM app.muted_posts AS m
    WHERE m.user_id = whose
      AND m.post_id = ANY (ARRAY(SELECT o.post_id FROM app.muted_posts AS o WHERE o.user_id = whose LIMIT most - done - liked));
    GET DIAGNOSTICS taken = ROW_COUNT;
    liked := liked + taken;
    DELETE FROM app.withdrawn_likes AS w
    WHERE w.user_id = whose
      AND w.content_id = ANY (ARRAY(SELECT o.content_id FROM app.withdrawn_likes AS o WHERE o.user_id = whose LIMIT most - done - liked));
    GET DIAGNOSTICS taken = ROW_COUNT;
    liked := liked + taken;
    DELETE FROM app.post_likes AS l
    WHERE l.user_id = whose
      AND l.post_id = ANY (ARRAY(
          SELECT o.post_id FROM app.post_likes AS o WHERE o.user_id = whose ORDER BY o.post_id LIMIT most - done - liked));
    GET DIAGNOSTICS taken = ROW_COUNT;
    liked := liked + taken;
    DELETE FROM app.comment_likes AS l
    WHERE l.user_id = whose
      AND l.comment_id = ANY (ARRAY(
          SELECT o.comment_id FROM app.comment_likes AS o WHERE o.user_id = whose ORDER BY o.comment_id LIMIT most - done - liked));
    GET DIAGNOSTICS taken = ROW_COUNT;
    liked := liked + taken;
    DELETE FROM app.notifications AS n
    WHERE n.id = ANY (ARRAY(
        SELECT o.id FROM app.notifications AS o WHERE whose IN (o.user_id, o.actor_id) LIMIT most - done - liked));
    GET DIAGNOSTICS taken = ROW_COUNT;
    liked := liked + taken;
    liked := liked + app.remove_deleted_webhooks(whose, most - done - liked);

    UPDATE app.erasures AS e
    SET items = e.items + done,
        finished_at = CASE
            WHEN liked + done = 0
                 AND e.requested_at < statement_timestamp() - interval '1 minute'
                 AND NOT EXISTS (SELECT FROM app.webhooks AS w WHERE w.owner_id = whose)
            THEN statement_timestamp()
        END
    WHERE e.user_id = whose;
    RETURN liked + done;
END
$$;


ALTER FUNCTION app.continue_erasure(whose uuid, most integer) OWNER TO app_owner;

--
-- Name: count_comments(uuid[], date[], integer[], timestamp with time zone[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.count_comments(posts uuid[], days date[], amounts integer[], latest timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.count_comments(posts uuid[], days date[], amounts integer[], latest timestamp with time zone[]) OWNER TO app_owner;

--
-- Name: count_likes(uuid[], date[], integer[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.count_likes(posts uuid[], days date[], amounts integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.count_likes(posts uuid[], days date[], amounts integer[]) OWNER TO app_owner;

--
-- Name: count_matching_posts(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, text, jsonb, boolean); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, is_exact boolean) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $_$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
    plan   json;
    part   bigint;
    total  bigint := 0;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, wanted_language) AS q LOOP
        IF is_exact THEN
            SELECT count(*) INTO part
            FROM app.posts AS p
            WHERE p.search_vector @@ used.words
              AND p.language = used.language
              AND app.post_is_public(p.status, p.deleted_at)
              AND app.post_passes(
                  p.author_id, p.tags, p.language, p.published_at, p.metadata,
                  hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata);
        ELSE
            EXECUTE $explained$
                EXPLAIN (FORMAT JSON)
                SELECT
                FROM app.posts AS p
                WHERE p.search_vector @@ $1
                  AND p.language = $2
                  AND app.post_is_public(p.status, p.deleted_at)
                  AND app.post_passes(
                      p.author_id, p.tags, p.language, p.published_at, p.metadata, $3, $4, $5, $6, $7, $8, $9, $10)
                $explained$
                INTO plan
                USING used.words, used.language, hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language,
                    wanted_metadata;
            part := (plan #>> '{0,Plan,Plan Rows}')::bigint;
        END IF;
        total := total + part;
    END LOOP;
    RETURN total;
END
$_$;


ALTER FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, is_exact boolean) OWNER TO app_reader;

--
-- Name: count_matching_posts(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, jsonb, boolean); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, is_exact boolean) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT app.count_matching_posts(term, all_tags, any_tags, wanted_author, wanted_from, wanted_to, NULL::text, wanted_metadata, is_exact) AS count_matching_posts;
END;


ALTER FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, is_exact boolean) OWNER TO app_reader;

--
-- Name: count_members(text); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.count_members(term text) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    words   tsquery := coalesce(app.search_query('simple', term), '');
    pattern text := '%' || replace(replace(replace(lower(term), '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    RETURN (
        SELECT count(*)
        FROM app.users AS u
        WHERE u.deleted_at IS NULL
          AND (u.search_vector @@ words OR u.username_key LIKE pattern OR lower(u.full_name) LIKE pattern));
END
$$;


ALTER FUNCTION app.count_members(term text) OWNER TO app_reader;

--
-- Name: count_replies(bytea[], integer[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.count_replies(paths bytea[], amounts integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.count_replies(paths bytea[], amounts integer[]) OWNER TO app_owner;

--
-- Name: count_tags(text[], text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.count_tags(removed text[], added text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.count_tags(removed text[], added text[]) OWNER TO app_owner;

--
-- Name: count_thread(uuid, boolean); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.count_thread(of_post uuid, only_roots boolean) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.count_thread(of_post uuid, only_roots boolean) OWNER TO app_reader;

--
-- Name: count_unread_notifications(integer, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.count_unread_notifications(most integer, walked integer) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    RETURN (
        SELECT count(*)
        FROM (SELECT
              FROM (SELECT b.user_id, b.kind, b.actor_id, b.post_id, b.comment_id
                    FROM app.notifications AS b
                    WHERE b.user_id = me AND b.read_at IS NULL
                    ORDER BY b.created_at DESC, b.id DESC
                    LIMIT walked) AS n
              WHERE app.notification_shows(n.user_id, n.kind, n.actor_id, n.post_id, n.comment_id)
              LIMIT most) AS unread);
END
$$;


ALTER FUNCTION app.count_unread_notifications(most integer, walked integer) OWNER TO app_owner;

--
-- Name: csv_text(text, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.csv_text(cell text, keep boolean) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (keep OR (cell !~ '^[-=+@\t\r\n]'::text)) THEN cell ELSE (''''::text || cell) END;


ALTER FUNCTION app.csv_text(cell text, keep boolean) OWNER TO app_owner;

--
-- Name: current_embedding_model(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.current_embedding_model() RETURNS TABLE(name text)
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- Without its extension the table has lost the column.
    IF to_regproc('app.settle_embedding_model') IS NOT NULL
        AND EXISTS (
            SELECT FROM pg_attribute AS c
            WHERE c.attrelid = to_regclass('app.post_embeddings') AND c.attname = 'embedding' AND NOT c.attisdropped)
    THEN
        RETURN QUERY EXECUTE 'SELECT (SELECT m.name FROM app.embedding_models AS m WHERE m.is_current)';
    END IF;
END
$$;


ALTER FUNCTION app.current_embedding_model() OWNER TO app_owner;

--
-- Name: current_tag(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.current_tag(name text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce((SELECT a.tag FROM app.tag_aliases AS a WHERE a.alias = name), name);
END
$$;


ALTER FUNCTION app.current_tag(name text) OWNER TO app_owner;

--
-- Name: current_tags(text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.current_tags(names text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF names IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT DISTINCT app.current_tag(n.name) FROM unnest(names) AS n (name));
END
$$;


ALTER FUNCTION app.current_tags(names text[]) OWNER TO app_owner;

--
-- Name: day_points(bigint, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.day_points(points bigint, likes integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (points + (5 * likes));


ALTER FUNCTION app.day_points(points bigint, likes integer) OWNER TO app_owner;

--
-- Name: delete_webhook(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.delete_webhook(of_webhook uuid, of_version integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin');

    UPDATE app.webhooks AS w
    SET is_active = false,
        deleted_at = statement_timestamp()
    WHERE w.id = of_webhook
      AND w.owner_id = app.actor_id()
      AND w.deleted_at IS NULL
      AND (of_version IS NULL OR w.version = of_version);
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    DELETE FROM app.webhook_secrets AS s WHERE s.webhook_id = of_webhook;
    RETURN true;
END
$$;


ALTER FUNCTION app.delete_webhook(of_webhook uuid, of_version integer) OWNER TO app_owner;

--
-- Name: drain_posts(uuid[], uuid[], uuid[], integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.drain_posts(posts uuid[], gone uuid[], liked uuid[], most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    threads  uuid[];
    fans     uuid[];
    likes    uuid[];
    admirers uuid[];
    admired  uuid[];
    taken    integer;
    done     integer;
BEGIN
    -- The end of a thread first: a comment is deleted after its replies.
    threads := ARRAY(
        SELECT c.id
        FROM app.comments AS c
        WHERE c.post_id = ANY (gone)
        ORDER BY c.post_id DESC, c.path DESC
        LIMIT most + 1);
    PERFORM FROM app.comments AS c WHERE c.id = ANY (threads) ORDER BY c.id FOR UPDATE;

    SELECT coalesce(array_agg(k.user_id), '{}'), coalesce(array_agg(k.post_id), '{}') INTO fans, likes
    FROM (SELECT l.user_id, l.post_id
          FROM app.post_likes AS l
          WHERE l.post_id = ANY (liked)
          ORDER BY l.post_id, l.created_at DESC, l.user_id DESC
          LIMIT most
          FOR UPDATE) AS k;
    SELECT coalesce(array_agg(k.user_id), '{}'), coalesce(array_agg(k.comment_id), '{}') INTO admirers, admired
    FROM (SELECT l.user_id, l.comment_id
          FROM app.comment_likes AS l
          WHERE l.comment_id = ANY (threads)
          ORDER BY l.comment_id
          LIMIT most - cardinality(fans)
          FOR UPDATE) AS k;
    PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (posts) ORDER BY s.post_id FOR NO KEY UPDATE;

    DELETE FROM app.post_likes AS l
    USING unnest(fans, likes) AS k (user_id, post_id)
    WHERE l.user_id = k.user_id AND l.post_id = k.post_id;
    DELETE FROM app.comment_likes AS l
    USING unnest(admirers, admired) AS k (user_id, comment_id)
    WHERE l.user_id = k.user_id AND l.comment_id = k.comment_id;
    done := cardinality(fans) + cardinality(admirers);

    DELETE FROM app.bookmarks AS b
    WHERE b.ctid = ANY (ARRAY(SELECT o.ctid FROM app.bookmarks AS o WHERE o.post_id = ANY (liked) LIMIT most - done FOR UPDATE));
    GET DIAGNOSTICS taken = ROW_COUNT;
    done := done + taken;
    DELETE FROM app.muted_posts AS m
    WHERE m.ctid = ANY (ARRAY(SELECT o.ctid FROM app.muted_posts AS o WHERE o.post_id = ANY (gone) LIMIT most - done FOR UPDATE));
    GET DIAGNOSTICS taken = ROW_COUNT;
    done := done + taken;
    DELETE FROM app.post_reads AS r
    WHERE r.ctid = ANY (ARRAY(SELECT o.ctid FROM app.post_reads AS o WHERE o.post_id = ANY (gone) LIMIT most - done FOR UPDATE));
    GET DIAGNOSTICS taken = ROW_COUNT;
    done := done + taken;
    DELETE FROM app.post_visits AS v
    WHERE v.ctid = ANY (ARRAY(SELECT o.ctid FROM app.post_visits AS o WHERE o.post_id = ANY (gone) LIMIT most - done FOR UPDATE));
    GET DIAGNOSTICS taken = ROW_COUNT;
    done := done + taken;

    IF done < most AND cardinality(threads) > most THEN
        DELETE FROM app.comments AS c WHERE c.id = ANY (threads[:most]);
        DELETE FROM app.audit AS a WHERE a.row_id = ANY (threads[:most]) AND a.table_name = 'comments' AND a.operation <> 'delete';
        done := done + most;
    END IF;
    RETURN done;
END
$$;


ALTER FUNCTION app.drain_posts(posts uuid[], gone uuid[], liked uuid[], most integer) OWNER TO app_owner;

--
-- Name: drop_invalid_index(regclass); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.drop_invalid_index(target regclass) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '50ms'
    AS $_$
DECLARE
    named text;
BEGIN
    SELECT format('%I.%I', n.nspname, c.relname) INTO named
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE i.indexrelid = target AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND c.relowner = 'app_owner'::regrole;
    IF named IS NULL THEN
        RETURN false;
    END IF;

    EXECUTE 'DROP INDEX ' || named;
    RETURN true;
END
$_$;


ALTER FUNCTION app.drop_invalid_index(target regclass) OWNER TO app_owner;

--
-- Name: drop_partitions(text, timestamp with time zone); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.drop_partitions(parent text, before timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $$
DECLARE
    part    text;
    dropped integer := 0;
BEGIN
    IF EXISTS (SELECT FROM pg_publication AS p WHERE p.pubname = 'agora_upgrade') THEN
        RETURN 0;
    END IF;

    PERFORM pg_advisory_xact_lock(hashtext('app.partitions ' || parent));
    FOR part IN
        SELECT c.relname
        FROM pg_inherits AS i
        JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('app.' || parent)
          AND (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz <= before
        ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE app.%I', part);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END
$$;


ALTER FUNCTION app.drop_partitions(parent text, before timestamp with time zone) OWNER TO app_owner;

--
-- Name: end_action(uuid, text, text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.end_action(action_id uuid, result text, code text, remark text) RETURNS timestamp with time zone
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    UPDATE app.operator_actions AS a
    SET finished_at = clock_timestamp(), outcome = result, error_code = code, detail = left(remark, 500)
    WHERE a.id = action_id
      AND a.outcome IS NULL
    RETURNING a.finished_at
$$;


ALTER FUNCTION app.end_action(action_id uuid, result text, code text, remark text) OWNER TO app_owner;

--
-- Name: end_digests(uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.end_digests(of_user uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('system');

    UPDATE app.user_preferences AS p
    SET document = app.remove_member(p.document, '{notifications,email}')
    WHERE p.user_id = of_user
      AND p.document @> '{"notifications": {"email": true}}';
END
$$;


ALTER FUNCTION app.end_digests(of_user uuid) OWNER TO app_owner;

--
-- Name: end_one_time_links(uuid, timestamp with time zone, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.end_one_time_links(whose uuid, at timestamp with time zone, account_ends boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE app.users SET pending_email = NULL WHERE id = whose AND pending_email IS NOT NULL;

    UPDATE app.mail_outbox
    SET state = 'dropped',
        finished_at = at
    WHERE user_id = whose
      AND state IN ('waiting', 'failed')
      AND (kind IN ('reset_password', 'invitation', 'confirm_email_change')
           OR (account_ends AND kind IN ('email_change_requested', 'email_changed')));

    UPDATE app.one_time_tokens
    SET used_at = at
    WHERE user_id = whose
      AND used_at IS NULL
      AND (account_ends OR purpose <> 'take_back_email');
END
$$;


ALTER FUNCTION app.end_one_time_links(whose uuid, at timestamp with time zone, account_ends boolean) OWNER TO app_owner;

--
-- Name: end_webhook(uuid, text, interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.end_webhook(of_webhook uuid, why text, longest interval) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    owner uuid;
BEGIN
    PERFORM app.require_actor('system');

    UPDATE app.webhooks AS w
    SET is_active = false,
        ended = why
    WHERE w.id = of_webhook
      AND w.is_active
      AND (why = 'gone' OR w.failing_since < statement_timestamp() - longest)
    RETURNING w.owner_id INTO owner;
    RETURN owner;
END
$$;


ALTER FUNCTION app.end_webhook(of_webhook uuid, why text, longest interval) OWNER TO app_owner;

--
-- Name: end_webhooks(uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.end_webhooks(of_owner uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE app.webhooks AS w
    SET is_active = false,
        deleted_at = statement_timestamp()
    WHERE w.owner_id = of_owner
      AND w.deleted_at IS NULL;
    DELETE FROM app.webhook_secrets AS s WHERE s.webhook_id IN (SELECT w.id FROM app.webhooks AS w WHERE w.owner_id = of_owner);
END
$$;


ALTER FUNCTION app.end_webhooks(of_owner uuid) OWNER TO app_owner;

--
-- Name: ensure_audit_partitions(integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.ensure_audit_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('system');
    RETURN app.make_partitions('audit', 'month', months_ahead);
END
$$;


ALTER FUNCTION app.ensure_audit_partitions(months_ahead integer) OWNER TO app_owner;

--
-- Name: event_is_shown(text, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.event_is_shown(audience text, is_owner boolean, is_author boolean, staff boolean, admin boolean, post_shown boolean, comment_public boolean, members_open boolean, blocked boolean, post_blocked boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE audience WHEN 'public'::text THEN true WHEN 'members'::text THEN members_open WHEN 'post'::text THEN (post_shown AND (NOT post_blocked) AND (NOT blocked)) WHEN 'post_gone'::text THEN (NOT blocked) WHEN 'comment'::text THEN ((is_author OR ((comment_public OR staff) AND post_shown AND (NOT post_blocked))) AND (NOT blocked)) WHEN 'comment_gone'::text THEN ((is_owner OR (post_shown AND (NOT post_blocked))) AND (NOT blocked)) WHEN 'person'::text THEN is_owner WHEN 'staff'::text THEN (is_owner OR staff) WHEN 'admins'::text THEN (is_owner OR admin) ELSE false END;


ALTER FUNCTION app.event_is_shown(audience text, is_owner boolean, is_author boolean, staff boolean, admin boolean, post_shown boolean, comment_public boolean, members_open boolean, blocked boolean, post_blocked boolean) OWNER TO app_owner;

--
-- Name: event_log_name(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.event_log_name() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (SELECT "left"(md5((((c.system_identifier)::text || ' '::text) || (d.oid)::text)), 8) AS "left" FROM (pg_control_system() c(pg_control_version, catalog_version_no, system_identifier, pg_control_last_modified) CROSS JOIN pg_database d) WHERE (d.datname = current_database()));


ALTER FUNCTION app.event_log_name() OWNER TO app_owner;

--
-- Name: event_names_owner(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.event_names_owner(audience text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (audience !~~ '%\_gone'::text);


ALTER FUNCTION app.event_names_owner(audience text) OWNER TO app_owner;

--
-- Name: event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) RETURNS TABLE(number bigint, reader uuid, is_shown boolean)
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        WITH events AS MATERIALIZED (
            SELECT e.number, e.audience, e.owner_id, p.author_id AS post_author_id, c.author_id AS comment_author_id,
                   p.status, p.deleted_at, p.id IS NOT NULL AS post_exists,
                   coalesce(app.comment_is_public(c.is_approved, c.deleted_at), false) AS comment_public,
                   e.audience <> 'members'
                       OR (EXISTS (SELECT FROM app.users AS u WHERE u.id = e.owner_id AND u.deleted_at IS NULL)
                           AND (e.user_id IS NULL
                                OR EXISTS (SELECT FROM app.users AS u WHERE u.id = e.user_id AND u.deleted_at IS NULL))) AS members_open
            FROM unnest(numbers, audiences, post_ids, comment_ids, owner_ids, user_ids)
                AS e (number, audience, post_id, comment_id, owner_id, user_id)
            LEFT JOIN app.posts AS p ON p.id = e.post_id AND e.audience IN ('post', 'comment', 'comment_gone')
            LEFT JOIN app.comments AS c ON c.id = e.comment_id AND e.audience = 'comment'
        ), people AS MATERIALIZED (
            SELECT r.id, r.role FROM unnest(readers, roles) AS r (id, role) WHERE r.id IS NOT NULL
        ), authors AS MATERIALIZED (
            SELECT e.number, a.id
            FROM events AS e
            CROSS JOIN LATERAL (VALUES (e.owner_id), (e.post_author_id), (e.comment_author_id)) AS a (id)
            WHERE a.id IS NOT NULL
        ), blocks AS MATERIALIZED (
            SELECT r.id AS reader_id, b.blocked_id AS author_id
            FROM people AS r
            JOIN app.blocks AS b ON b.blocker_id = r.id
            WHERE r.role = 'user' AND b.blocked_id IN (SELECT a.id FROM authors AS a)
            UNION
            SELECT r.id, b.blocker_id
            FROM people AS r
            JOIN app.blocks AS b ON b.blocked_id = r.id
            WHERE r.role = 'user' AND b.blocker_id IN (SELECT a.id FROM authors AS a)
        ), hidden AS MATERIALIZED (
            SELECT b.reader_id, array_agg(b.author_id) AS authors FROM blocks AS b GROUP BY b.reader_id
        ), pairs AS (
            SELECT e.number, NULL::uuid AS reader_id, 'user' AS role FROM events AS e
            UNION
            SELECT a.number, r.id, r.role FROM authors AS a JOIN people AS r ON r.id = a.id
            UNION
            SELECT a.number, r.id, r.role FROM authors AS a JOIN blocks AS b ON b.author_id = a.id JOIN people AS r ON r.id = b.reader_id
            UNION
            SELECT e.number, r.id, r.role FROM events AS e CROSS JOIN people AS r WHERE r.role NOT IN ('user', 'anonymous')
        )
        SELECT e.number, p.reader_id,
               coalesce(app.event_is_shown(
                   e.audience,
                   coalesce(e.owner_id = p.reader_id, false),
                   coalesce(e.comment_author_id = p.reader_id, false),
                   p.role IN ('moderator', 'admin', 'system'),
                   p.role IN ('admin', 'system'),
                   e.post_exists
                       AND coalesce(
                           app.post_is_shown(
                               e.status, e.deleted_at, e.post_author_id, p.reader_id, p.role IN ('moderator', 'admin', 'system')),
                           false),
                   e.comment_public,
                   e.members_open,
                   coalesce(ARRAY[e.owner_id, e.comment_author_id] && h.authors, false),
                   coalesce(e.post_author_id = ANY (h.authors), false)), false)
        FROM pairs AS p
        JOIN events AS e ON e.number = p.number
        LEFT JOIN hidden AS h ON h.reader_id = p.reader_id;
END
$$;


ALTER FUNCTION app.event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) OWNER TO app_owner;

--
-- Name: event_transactions(pg_snapshot, pg_snapshot); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.event_transactions(before pg_snapshot, now pg_snapshot) RETURNS TABLE(low xid8, high xid8)
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
        SELECT x.xid, (x.xid::text::bigint + 1)::text::xid8
        FROM pg_snapshot_xip(before) AS x (xid)
        WHERE pg_visible_in_snapshot(x.xid, now)
        UNION ALL
        SELECT r.low::text::xid8, r.high::text::xid8
        FROM (SELECT s.low, coalesce(lead(s.low) OVER (ORDER BY s.low) - 1, pg_snapshot_xmax(now)::text::bigint) AS high
              FROM (SELECT pg_snapshot_xmax(before)::text::bigint AS low
                    UNION ALL
                    SELECT x.xid::text::bigint + 1
                    FROM pg_snapshot_xip(now) AS x (xid)
                    WHERE x.xid >= pg_snapshot_xmax(before)) AS s) AS r
        WHERE r.low < r.high;
END
$$;


ALTER FUNCTION app.event_transactions(before pg_snapshot, now pg_snapshot) OWNER TO app_owner;

--
-- Name: events_after(bigint, bigint, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.events_after(after_batch bigint, after_id bigint, wanted integer) RETURNS TABLE(batch bigint, id bigint, event_id uuid, type text, audience text, occurred_at timestamp with time zone, subject_id uuid, post_id uuid, comment_id uuid, owner_id uuid, user_id uuid, version integer)
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    part     record;
    floor    CONSTANT bigint := app.last_restored_event();
    at_batch bigint := after_batch;
    start    bigint;
    left_over integer := wanted;
    found_here integer;
BEGIN
    -- One batch at a time: a query over all batches would be planned for reading all of them. "id + 0" keeps the planner from walking the
    -- primary key through the whole log to save a sort.
    LOOP
        SELECT b.id, b.snapshot, b.event_count, b.last_id, b.first_at, b.last_at,
               (SELECT p.snapshot FROM app.event_batches AS p WHERE p.id = b.id - 1) AS before
        INTO part
        FROM app.event_batches AS b
        WHERE b.id >= at_batch
        ORDER BY b.id
        LIMIT 1;
        EXIT WHEN NOT FOUND;

        at_batch := part.id + 1;
        start := greatest(CASE WHEN part.id = after_batch THEN after_id ELSE 0 END, floor);
        CONTINUE WHEN start >= part.last_id OR part.before IS NULL;

        IF part.event_count <= 10000 THEN
            RETURN QUERY
                SELECT part.id, e.id, e.event_id, e.type, e.audience, e.occurred_at, e.subject_id, e.post_id, e.comment_id, e.owner_id,
                       e.user_id, e.version
                FROM app.event_transactions(part.before, part.snapshot) AS t
                JOIN app.event_log AS e ON e.xid >= t.low AND e.xid < t.high
                WHERE e.id + 0 > start
                  AND e.occurred_at BETWEEN part.first_at AND part.last_at
                ORDER BY e.id + 0
                LIMIT left_over;
        ELSE
            RETURN QUERY
                SELECT part.id, e.id, e.event_id, e.type, e.audience, e.occurred_at, e.subject_id, e.post_id, e.comment_id, e.owner_id,
                       e.user_id, e.version
                FROM app.event_log AS e
                WHERE e.id > start
                  AND e.id <= part.last_id
                  AND e.occurred_at BETWEEN part.first_at AND part.last_at
                  AND pg_visible_in_snapshot(e.xid, part.snapshot)
                  AND NOT pg_visible_in_snapshot(e.xid, part.before)
                ORDER BY e.id
                LIMIT left_over;
        END IF;
        GET DIAGNOSTICS found_here = ROW_COUNT;
        left_over := left_over - found_here;
        EXIT WHEN left_over <= 0;
    END LOOP;
END
$$;


ALTER FUNCTION app.events_after(after_batch bigint, after_id bigint, wanted integer) OWNER TO app_owner;

--
-- Name: excerpt(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.excerpt(markdown text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    begins CONSTANT text := left(markdown, 4000);
    lines  CONSTANT text[] := string_to_array(
        CASE
            WHEN octet_length(begins) = char_length(begins) THEN replace(begins, E'\r', '')
            ELSE translate(begins, E'\r' || aside, '')
        END, E'\n');
    labels text[] := '{}';
    words  text := '';
    line   text;
    place  integer := 0;
    fence  text;
    begun  boolean := false;  -- a paragraph goes on
    listed boolean := false;
    tabled boolean := false;
BEGIN
    IF strpos(markdown, ']:') > 0 THEN
        SELECT coalesce(array_agg(DISTINCT m.label[1]), '{}') INTO labels
        FROM regexp_matches(markdown, '^ {0,3}\[([^][]{1,200})\]:[ \t]*\S', 'gn') AS m (label);
    END IF;

    FOREACH line IN ARRAY lines LOOP
        place := place + 1;
        EXIT WHEN length(words) > 900;

        IF fence IS NOT NULL THEN
            IF line ~ ('^[\s>]*' || fence || '+\s*$') THEN
                fence := NULL;
            ELSE
                words := words || E'\n' || translate(line, marks, aside);
            END IF;
            CONTINUE;
        END IF;

        -- Most lines begin with a letter, and none of these marks does.
        IF ascii(lower(left(line, 1))) BETWEEN ascii('a') AND ascii('z') THEN
            listed := listed AND begun;
        ELSE
            IF line ~ '^[\s>]*$' THEN
                begun := false;
                tabled := false;
                words := words || E'\n';
                CONTINUE;
            END IF;

            IF line ~ '^( {4}|\t)' AND NOT begun AND NOT listed THEN
                words := words || E'\n' || translate(line, marks, aside);
                CONTINUE;
            END IF;

            -- A rule, or the line under a heading.
            IF line ~ '^[\s>]*(-+|(\*\s*){3,}|(-\s*){3,}|(_\s*){3,})\s*$' OR (begun AND line ~ '^[\s>]*=+\s*$') THEN
                begun := false;
                CONTINUE;
            END IF;

            -- A number other than 1 begins no list within a paragraph.
            WHILE line ~ '^\s*(>|[-*+]\s|1[.)]\s)' OR ((NOT begun OR listed) AND line ~ '^\s*\d{1,9}[.)]\s') LOOP
                listed := listed OR line !~ '^\s*>';
                begun := begun AND line ~ '^\s*>';
                line := regexp_replace(line, '^\s*(>|[-*+]\s(\s*\[[ xX]\]\s)?|\d{1,9}[.)]\s(\s*\[[ xX]\]\s)?)', '');
            END LOOP;
            listed := listed AND (line ~ '^\s' OR begun OR line <> lines[place]);

            IF line ~ '^\s*(`{3,}[^`]*|~{3,}.*)$' THEN
                fence := substring(line FROM '^\s*(`+|~+)');
                begun := false;
                CONTINUE;
            END IF;

            IF line ~ '^\s*#{1,6}(\s|$)' THEN
                words := words || E'\n' || regexp_replace(regexp_replace(line, '^\s*#{1,6}', ''), '\s#+\s*$', '') || E'\n';
                begun := false;
                CONTINUE;
            END IF;

            -- What links and footnotes refer to.
            CONTINUE WHEN NOT begun AND line ~ '^ {0,3}\[[^][]{1,200}\]:[ \t]*\S';
        END IF;

        IF strpos(line, '|') > 0
            AND lines[place + 1] ~ '^[\s>]*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$'
            AND strpos(lines[place + 1], '|') > 0
        THEN
            tabled := true;
        END IF;
        IF tabled THEN
            CONTINUE WHEN line ~ '^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$';
            line := regexp_replace(replace(line, '\|', U&'\E009'), '\|', E' ', 'g');
            words := words || E'\n';
        END IF;

        words := words || E'\n' || line;
        begun := true;
    END LOOP;

    -- One space between words, which a line of ASCII mostly has already.
    words := btrim(app.inline_text(words, labels), E' \n');
    IF octet_length(words) > char_length(words) OR words ~ '[\x01-\x1F]|  ' THEN
        words := btrim(regexp_replace(words, '\s+', ' ', 'g'));
    END IF;
    RETURN left(words, 280);
END
$_$;


ALTER FUNCTION app.excerpt(markdown text) OWNER TO app_owner;

--
-- Name: explain_statement(text, boolean, text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.explain_statement(statement text, analyzed boolean, parameters text[]) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'app', 'public', 'pg_temp'
    AS $$
DECLARE
    plan json;
BEGIN
    IF NOT analyzed THEN
        EXECUTE format('EXPLAIN (GENERIC_PLAN, MEMORY, SETTINGS, FORMAT JSON) %s', statement) INTO plan;
        RETURN plan;
    END IF;

    IF current_setting('transaction_read_only') <> 'on' THEN
        RAISE EXCEPTION 'A statement is analyzed in a read-only transaction.' USING ERRCODE = 'read_only_sql_transaction';
    END IF;

    -- A statement that failed or was canceled leaves its name behind: no rollback removes it.
    IF EXISTS (SELECT FROM pg_catalog.pg_prepared_statements AS p WHERE p.name = 'agora_explained') THEN
        DEALLOCATE agora_explained;
    END IF;

    EXECUTE format('PREPARE agora_explained AS %s', statement);
    EXECUTE format(
        'EXPLAIN (ANALYZE, BUFFERS, MEMORY, SERIALIZE TEXT, SETTINGS, FORMAT JSON) EXECUTE agora_explained%s',
        CASE WHEN cardinality(parameters) > 0
             THEN (SELECT '(' || string_agg(quote_nullable(p.value), ', ' ORDER BY p.place) || ')'
                   FROM unnest(parameters) WITH ORDINALITY AS p (value, place)) END)
    INTO plan;
    DEALLOCATE agora_explained;
    RETURN plan;
END
$$;


ALTER FUNCTION app.explain_statement(statement text, analyzed boolean, parameters text[]) OWNER TO app_owner;

--
-- Name: extend_vocabulary(integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.extend_vocabulary(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    current app.vocabulary_passes;
    changed integer;
    ids     uuid[];
    texts   text[];
BEGIN
    PERFORM app.require_actor('system');
    SELECT * INTO STRICT current FROM app.vocabulary_passes FOR UPDATE;

    SELECT array_agg(b.id ORDER BY b.id), array_agg(b.words) FILTER (WHERE b.words IS NOT NULL)
    INTO ids, texts
    FROM (SELECT p.id,
                 CASE WHEN app.post_is_public(p.status, p.deleted_at)
                     THEN concat_ws(' ', p.title, array_to_string(p.tags, ' '), left(p.body, 20000))
                 END AS words
          FROM app.posts AS p
          WHERE p.id > current.read_through
          ORDER BY p.id
          LIMIT most) AS b;
    IF ids IS NULL THEN
        IF current.began_at > now() - interval '7 days' THEN
            RETURN 0;
        END IF;

        DELETE FROM app.vocabulary AS v
        WHERE v.word IN (SELECT o.word FROM app.vocabulary AS o WHERE o.pass < current.pass LIMIT most);
        GET DIAGNOSTICS changed = ROW_COUNT;
        IF changed = 0 THEN
            UPDATE app.vocabulary_passes AS p
            SET pass = p.pass + 1, read_through = '00000000-0000-0000-0000-000000000000', began_at = now();
        END IF;
        RETURN greatest(changed, 1);
    END IF;

    MERGE INTO app.vocabulary AS v
    USING (SELECT w.lexeme AS word, least(count(*), 100)::integer AS posts
           FROM unnest(texts) AS t (words)
           CROSS JOIN LATERAL unnest(to_tsvector('simple', app.search_text(normalize(t.words, NFKC)))) AS w
           WHERE w.lexeme ~ '^[[:alpha:]]{3,40}$'
             AND w.lexeme !~ app.cjk()
           GROUP BY w.lexeme) AS r
    ON v.word = r.word
    WHEN MATCHED AND v.pass < current.pass THEN
        UPDATE SET posts = r.posts, pass = current.pass
    WHEN MATCHED AND v.posts < 100 THEN
        UPDATE SET posts = least(v.posts + r.posts, 100)
    WHEN NOT MATCHED THEN
        INSERT (word, plain, posts, pass) VALUES (r.word, app.plain_letters(r.word), r.posts, current.pass);
    UPDATE app.vocabulary_passes AS p SET read_through = ids[cardinality(ids)];
    RETURN cardinality(ids);
END
$_$;


ALTER FUNCTION app.extend_vocabulary(most integer) OWNER TO app_owner;

--
-- Name: fail_unknown_jobs(text[], integer[], interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.fail_unknown_jobs(kinds text[], versions integer[], grace interval, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    failed integer;
BEGIN
    PERFORM app.require_actor('system');

    WITH unknown AS (
        SELECT j.id, k.version
        FROM app.jobs AS j
        LEFT JOIN unnest(kinds, versions) AS k (kind, version) ON k.kind = j.kind
        WHERE j.state = 'queued'
          AND j.due_at < statement_timestamp() - grace
          AND (k.version IS NULL OR j.payload_version > k.version)
        LIMIT most
        FOR UPDATE OF j SKIP LOCKED
    )
    UPDATE app.jobs AS j
    SET state = 'failed',
        error_code = CASE WHEN u.version IS NULL THEN 'job.kind_unknown' ELSE 'job.payload_newer' END,
        error_message = CASE WHEN u.version IS NULL THEN 'No worker knows this kind of job.'
                             ELSE 'No worker knows this version of the payload.' END,
        finished_at = statement_timestamp()
    FROM unknown AS u
    WHERE j.id = u.id;
    GET DIAGNOSTICS failed = ROW_COUNT;
    RETURN failed;
END
$$;


ALTER FUNCTION app.fail_unknown_jobs(kinds text[], versions integer[], grace interval, most integer) OWNER TO app_owner;

--
-- Name: fan_out_webhooks(integer, integer, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.fan_out_webhooks(most integer, deliveries_max integer, waiting_max integer, OUT made integer, OUT has_more boolean, OUT crowded uuid) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    at CONSTANT timestamptz := statement_timestamp();
    reached  app.webhook_cursor;
    event    record;
    added    record;
    active   bigint;
    handled  bigint := 0;
    webhooks uuid[] := '{}';
    behind   uuid[] := '{}';
    subjects uuid[] := '{}';
    full_up  uuid;
BEGIN
    PERFORM app.require_actor('system');

    made := 0;
    has_more := false;
    SELECT * INTO STRICT reached FROM app.webhook_cursor AS c FOR UPDATE;
    FOR event IN SELECT * FROM app.events_after(reached.batch, reached.log_id, most) LOOP
        IF active IS NULL THEN
            SELECT count(*) INTO active FROM app.webhooks AS w WHERE w.is_active;
        END IF;

        WITH stored AS (
            INSERT INTO app.webhook_deliveries AS d (
                id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, post_id, comment_id, owner_id, user_id,
                subject_version, due_at, created_at)
            SELECT md5(w.id::text || event.event_id::text)::uuid, w.id, event.batch, event.id, event.event_id, event.type, event.audience,
                   event.occurred_at, event.subject_id, event.post_id, event.comment_id, event.owner_id, event.user_id, event.version,
                   CASE WHEN NOT EXISTS (SELECT
                                         FROM app.webhook_deliveries AS d
                                         WHERE d.webhook_id = w.id AND d.subject_id = event.subject_id AND d.state = 'waiting')
                        THEN at END,
                   at
            FROM app.webhooks AS w
            WHERE w.is_active
              AND w.active_since <= event.occurred_at
              AND w.event_types && ARRAY['*', event.type, split_part(event.type, '.', 1) || '.*']
              AND (w.author_id IS NULL
                   OR (w.author_id = event.owner_id AND (w.owner_id = event.owner_id OR app.event_names_owner(event.audience))))
              AND (w.post_id IS NULL OR w.post_id = event.post_id)
              -- A value and not a join, so that no plan reads all accounts for each event.
              AND (SELECT event.audience NOT IN ('person', 'staff', 'admins')
                          OR event.owner_id = u.id
                          OR (event.audience = 'staff' AND u.role IN ('moderator', 'admin'))
                          OR (event.audience = 'admins' AND u.role = 'admin')
                   FROM app.users AS u
                   WHERE u.id = w.owner_id AND u.is_active AND u.deleted_at IS NULL)
            -- A replay may have been earlier.
            ON CONFLICT (id) DO NOTHING
            RETURNING d.webhook_id, d.due_at
        )
        SELECT count(*)::integer AS number, coalesce(array_agg(s.webhook_id), '{}') AS webhooks,
               coalesce(array_agg(s.webhook_id) FILTER (WHERE s.due_at IS NULL), '{}') AS behind
        INTO added
        FROM stored AS s;
        handled := handled + 1;
        made := made + added.number;
        webhooks := webhooks || added.webhooks;
        behind := behind || added.behind;
        subjects := subjects || array_fill(event.subject_id, ARRAY[cardinality(added.behind)]);
        reached.batch := event.batch;
        reached.log_id := event.id;
        has_more := handled >= most OR made >= deliveries_max OR handled * active >= 1000000;
        EXIT WHEN has_more;
    END LOOP;
    IF handled = 0 THEN
        RETURN;
    END IF;

    UPDATE app.webhook_cursor AS c
    SET batch = reached.batch,
        log_id = reached.log_id;
    IF cardinality(behind) > 0 THEN
        PERFORM app.lock_webhook_order(behind, subjects);
        PERFORM app.promote_webhook_deliveries(behind, subjects);
    END IF;

    SELECT m.id INTO full_up
    FROM (SELECT t.id FROM (SELECT DISTINCT u.id FROM unnest(webhooks) AS u (id)) AS t ORDER BY random() LIMIT 50) AS m
    WHERE app.webhook_is_crowded(m.id, waiting_max)
    LIMIT 1;
    IF full_up IS NULL THEN
        RETURN;
    END IF;

    -- What was sent before stays listed, with its position, from which a replay begins. What is being attempted ends by itself.
    PERFORM
    FROM app.webhook_deliveries AS d
    WHERE d.webhook_id = full_up AND d.state = 'waiting' AND d.due_at IS NOT NULL
    ORDER BY d.id
    FOR UPDATE;
    UPDATE app.webhook_deliveries AS d
    SET state = 'dead',
        due_at = NULL,
        lease_until = NULL,
        finished_at = at
    WHERE d.webhook_id = full_up AND d.state = 'waiting' AND d.is_sent AND coalesce(d.lease_until < at, true);
    DELETE FROM app.webhook_deliveries AS d
    WHERE d.webhook_id = full_up AND d.state = 'waiting' AND NOT d.is_sent AND coalesce(d.lease_until < at, true);
    UPDATE app.webhooks AS w
    SET is_active = false,
        ended = 'backlog'
    WHERE w.id = full_up AND w.is_active
    RETURNING w.owner_id INTO crowded;
END
$$;


ALTER FUNCTION app.fan_out_webhooks(most integer, deliveries_max integer, waiting_max integer, OUT made integer, OUT has_more boolean, OUT crowded uuid) OWNER TO app_owner;

--
-- Name: feed_posts(uuid, text[], timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.feed_posts(reader uuid, interests text[], before_at timestamp with time zone, before_id uuid, wanted integer) RETURNS TABLE(post_id uuid, published_at timestamp with time zone, followed boolean, tags text[])
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.feed_posts(reader uuid, interests text[], before_at timestamp with time zone, before_id uuid, wanted integer) OWNER TO app_owner;

--
-- Name: feed_tags(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.feed_tags() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.feed_tags() OWNER TO app_owner;

--
-- Name: files_of_post(uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.files_of_post(of_post uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.post_media AS h WHERE h.post_id = of_post) THEN
        RETURN '[]';
    END IF;

    RETURN coalesce(
        (SELECT json_agg(row_to_json(f) ORDER BY f.position)
         FROM (SELECT h.position, m.id, m.kind, m.mime_type, m.size_bytes, m.width, m.height, m.alternative_text, m.version
               FROM app.post_media AS h
               JOIN app.media AS m ON m.id = h.media_id
               WHERE h.post_id = of_post) AS f),
        '[]');
END
$$;


ALTER FUNCTION app.files_of_post(of_post uuid) OWNER TO app_owner;

--
-- Name: find_by_preference(jsonb, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.find_by_preference(wanted jsonb, after_id uuid, most integer) RETURNS TABLE(user_id uuid, username text, full_name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
BEGIN
    PERFORM app.require_actor('admin', 'system');

    RETURN QUERY
        SELECT p.user_id, u.username, u.full_name
        FROM app.user_preferences AS p
        JOIN app.users AS u ON u.id = p.user_id AND u.deleted_at IS NULL
        WHERE p.document @> wanted
          AND (after_id IS NULL OR p.user_id > after_id)
          -- Said of both, or a merge of the two would walk the accounts from the first.
          AND (after_id IS NULL OR u.id > after_id)
        ORDER BY p.user_id
        LIMIT least(most, 101);
END
$$;


ALTER FUNCTION app.find_by_preference(wanted jsonb, after_id uuid, most integer) OWNER TO app_reader;

--
-- Name: find_event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.find_event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) RETURNS TABLE(number bigint, reader uuid, is_shown boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('system');
    RETURN QUERY
        SELECT r.number, r.reader, r.is_shown
        FROM app.event_readers(numbers, audiences, post_ids, comment_ids, owner_ids, user_ids, readers, roles) AS r;
END
$$;


ALTER FUNCTION app.find_event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) OWNER TO app_owner;

--
-- Name: finish_webhook_delivery(uuid, integer, text, interval, integer, integer, text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.finish_webhook_delivery(of_delivery uuid, token integer, outcome text, retry_after interval, new_status integer, took integer, reason text, answer text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    at CONSTANT timestamptz := statement_timestamp();
    done app.webhook_deliveries;
BEGIN
    PERFORM app.require_actor('system');

    IF outcome = 'withheld' THEN
        DELETE FROM app.webhook_deliveries AS d
        WHERE d.id = of_delivery
          AND d.fencing_token = token
          AND d.lease_until IS NOT NULL
        RETURNING d.* INTO done;
        IF NOT FOUND THEN
            RETURN false;
        END IF;

        PERFORM app.promote_webhook_deliveries(ARRAY[done.webhook_id], ARRAY[done.subject_id]);
        RETURN true;
    END IF;

    UPDATE app.webhook_deliveries AS d
    SET state = CASE outcome WHEN 'retry' THEN 'waiting' ELSE outcome END,
        is_sent = true,
        due_at = at + retry_after,
        lease_until = NULL,
        status = new_status,
        duration_ms = took,
        error = reason,
        response = answer,
        finished_at = CASE WHEN outcome <> 'retry' THEN at END
    WHERE d.id = of_delivery
      AND d.fencing_token = token
      AND d.lease_until IS NOT NULL
    RETURNING d.* INTO done;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    IF outcome <> 'retry' THEN
        PERFORM app.promote_webhook_deliveries(ARRAY[done.webhook_id], ARRAY[done.subject_id]);
    END IF;
    UPDATE app.webhooks AS w
    SET failing_since = CASE WHEN outcome <> 'succeeded' THEN at END
    WHERE w.id = done.webhook_id
      AND (outcome = 'succeeded') = (w.failing_since IS NOT NULL);
    RETURN true;
END
$$;


ALTER FUNCTION app.finish_webhook_delivery(of_delivery uuid, token integer, outcome text, retry_after interval, new_status integer, took integer, reason text, answer text) OWNER TO app_owner;

--
-- Name: flag_content(uuid, uuid, uuid, text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.flag_content(flag_id uuid, of_post uuid, of_comment uuid, found_category text, found_note text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    me        CONSTANT uuid := app.actor_id();
    blocked   CONSTANT uuid[] := app.hidden_authors();
    author    uuid;
    about     app.moderation_cases;
    threshold integer;
BEGIN
    IF me IS NULL THEN
        RAISE EXCEPTION 'the caller is not signed in' USING ERRCODE = '42501';
    END IF;

    -- The lock makes concurrent flags of the same content wait for each other, and one that waits for a decision sees what it did.
    IF of_comment IS NULL THEN
        SELECT p.author_id INTO author
        FROM app.posts AS p
        WHERE p.id = of_post AND app.post_is_public(p.status, p.deleted_at) AND p.author_id <> ALL (blocked)
        FOR NO KEY UPDATE;
    ELSE
        SELECT c.author_id INTO author
        FROM app.comments AS c
        JOIN app.posts AS p ON p.id = c.post_id
        WHERE c.id = of_comment
          AND app.comment_is_public(c.is_approved, c.deleted_at)
          AND c.author_id <> ALL (blocked)
          AND app.post_is_public(p.status, p.deleted_at)
          AND p.author_id <> ALL (blocked)
        FOR NO KEY UPDATE OF c;
    END IF;
    IF author IS NULL THEN
        RETURN 'missing';
    ELSIF author = me THEN
        RETURN 'own';
    END IF;

    INSERT INTO app.moderation_cases (post_id, comment_id, author_id, category, opened_at)
    VALUES (CASE WHEN of_comment IS NULL THEN of_post END, of_comment, author, found_category, statement_timestamp())
    ON CONFLICT DO NOTHING;

    IF of_comment IS NULL THEN
        SELECT * INTO about FROM app.moderation_cases AS m WHERE m.post_id = of_post FOR NO KEY UPDATE;
    ELSE
        SELECT * INTO about FROM app.moderation_cases AS m WHERE m.comment_id = of_comment FOR NO KEY UPDATE;
    END IF;

    INSERT INTO app.flags (id, case_id, reporter_id, category, note)
    VALUES (flag_id, about.id, me, found_category, found_note)
    ON CONFLICT (case_id, reporter_id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'again';
    END IF;

    -- A case that was decided before is opened again, and what has been judged fit needs as many new flags as anything else.
    threshold := (SELECT s.hide_after_flags FROM app.moderation_settings AS s);
    UPDATE app.moderation_cases AS m
    SET status = 'open',
        category = CASE WHEN m.flag_count = 0 THEN found_category ELSE m.category END,
        flag_count = m.flag_count + 1,
        assignee_id = CASE WHEN m.status = 'open' THEN m.assignee_id END,
        opened_at = CASE WHEN m.status = 'open' THEN m.opened_at ELSE statement_timestamp() END,
        hidden_by = CASE WHEN threshold > 0 AND m.flag_count + 1 >= threshold THEN 'flags' END
    WHERE m.id = about.id;

    IF of_comment IS NOT NULL THEN
        UPDATE app.comments SET flagged_count = flagged_count + 1 WHERE id = of_comment;
    END IF;
    RETURN 'flagged';
END
$$;


ALTER FUNCTION app.flag_content(flag_id uuid, of_post uuid, of_comment uuid, found_category text, found_note text) OWNER TO app_owner;

--
-- Name: fold_rollups(integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.fold_rollups(wanted integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.fold_rollups(wanted integer) OWNER TO app_owner;

--
-- Name: fold_trends(date, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.fold_trends(today date, wanted integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.fold_trends(today date, wanted integer) OWNER TO app_owner;

--
-- Name: follows_counted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.follows_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.event_log (type, audience, subject_id, owner_id, user_id)
        SELECT 'follow.created', 'members', a.followee_id, a.follower_id, a.followee_id
        FROM changed AS a;

        INSERT INTO app.follow_counts (user_id, follower_count, following_count)
        SELECT m.user_id, sum(m.follower), sum(m.following)
        FROM (SELECT a.followee_id AS user_id, 1 AS follower, 0 AS following FROM changed AS a
              UNION ALL
              SELECT a.follower_id, 0, 1 FROM changed AS a) AS m
        GROUP BY m.user_id
        ORDER BY m.user_id
        ON CONFLICT (user_id) DO UPDATE
        SET follower_count = follow_counts.follower_count + excluded.follower_count,
            following_count = follow_counts.following_count + excluded.following_count;

        INSERT INTO app.notifications (user_id, kind, actor_id, created_at)
        SELECT a.followee_id, 'follow', a.follower_id, greatest(a.created_at, statement_timestamp())
        FROM changed AS a
        WHERE app.wants_notification(a.followee_id, a.follower_id, NULL, 'follow')
        ORDER BY a.followee_id, a.follower_id
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END IF;

    -- Within another trigger the follower has not chosen it. What a block ended is no event, since that would show the block; what the
    -- closing of the followed account ended is one for the follower alone.
    INSERT INTO app.event_log (type, audience, subject_id, owner_id, user_id)
    SELECT 'follow.deleted', CASE WHEN pg_trigger_depth() > 1 THEN 'person' ELSE 'members' END, r.followee_id, r.follower_id, r.followee_id
    FROM changed AS r
    WHERE pg_trigger_depth() = 1
       OR (EXISTS (SELECT FROM app.users AS u WHERE u.id = r.follower_id AND u.deleted_at IS NULL)
           AND NOT EXISTS (SELECT FROM app.users AS u WHERE u.id = r.followee_id AND u.deleted_at IS NULL));

    -- An account that is deleted for good takes its own row along, so there may be none to lower.
    PERFORM FROM app.follow_counts AS c
    WHERE c.user_id IN (SELECT r.followee_id FROM changed AS r UNION SELECT r.follower_id FROM changed AS r)
    ORDER BY c.user_id
    FOR NO KEY UPDATE;

    UPDATE app.follow_counts AS c
    SET follower_count = c.follower_count - m.follower,
        following_count = c.following_count - m.following
    FROM (SELECT e.user_id, sum(e.follower) AS follower, sum(e.following) AS following
          FROM (SELECT r.followee_id AS user_id, 1 AS follower, 0 AS following FROM changed AS r
                UNION ALL
                SELECT r.follower_id, 0, 1 FROM changed AS r) AS e
          GROUP BY e.user_id) AS m
    WHERE c.user_id = m.user_id;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.follows_counted() OWNER TO app_owner;

--
-- Name: follows_guard(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.follows_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    open integer;
BEGIN
    SELECT count(*) INTO open
    FROM (SELECT FROM app.users AS u
          WHERE u.id IN (NEW.follower_id, NEW.followee_id) AND u.deleted_at IS NULL
          ORDER BY u.id
          FOR SHARE) AS locked;
    IF EXISTS (SELECT FROM app.blocks AS b WHERE b.blocker_id = NEW.follower_id AND b.blocked_id = NEW.followee_id) THEN
        RAISE EXCEPTION 'The follower blocks this account.' USING ERRCODE = 'check_violation', CONSTRAINT = 'follows_not_blocked_check';
    END IF;

    IF (open < 2 AND NEW.follower_id <> NEW.followee_id)
        OR EXISTS (SELECT FROM app.blocks AS b WHERE b.blocker_id = NEW.followee_id AND b.blocked_id = NEW.follower_id) THEN
        RAISE EXCEPTION 'This account cannot be followed.' USING ERRCODE = 'check_violation', CONSTRAINT = 'follows_open_check';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.follows_guard() OWNER TO app_owner;

--
-- Name: forget_unused_media(interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.forget_unused_media(unused_for interval) RETURNS bytea
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    forgotten bytea;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.media_objects AS o
    WHERE o.checksum = (
        SELECT u.checksum
        FROM app.media_objects AS u
        WHERE u.unused_since < statement_timestamp() - unused_for
        ORDER BY u.unused_since
        LIMIT 1
        FOR UPDATE SKIP LOCKED)
    RETURNING o.checksum INTO forgotten;
    RETURN forgotten;
END
$$;


ALTER FUNCTION app.forget_unused_media(unused_for interval) OWNER TO app_owner;

--
-- Name: forget_views(interval, interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.forget_views(visits_after interval, reads_after interval, wanted integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.forget_views(visits_after interval, reads_after interval, wanted integer) OWNER TO app_owner;

--
-- Name: guard_columns(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.guard_columns() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api' AND app.actor_role() <> ALL (TG_ARGV) THEN
        RAISE EXCEPTION 'columns of app.% that the actor may not change', TG_TABLE_NAME USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.guard_columns() OWNER TO app_owner;

--
-- Name: guard_removal(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.guard_removal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api'
        AND NOT coalesce(
            CASE NEW.deleted_by
                WHEN 'author' THEN OLD.author_id = app.actor_id() OR app.is_system()
                WHEN 'staff' THEN app.is_staff()
            END, false)
    THEN
        RAISE EXCEPTION 'the actor is not the one who takes this away' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.guard_removal() OWNER TO app_owner;

--
-- Name: guard_text(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.guard_text() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api' AND OLD.author_id IS DISTINCT FROM app.actor_id() AND NOT app.is_admin() THEN
        RAISE EXCEPTION 'only the author or an admin changes what was written' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.guard_text() OWNER TO app_owner;

--
-- Name: hidden_authors(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.hidden_authors() RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN (current_setting('app.ctx'::text, true) <> ''::text) THEN app.blocked_either_way() ELSE '{}'::uuid[] END;


ALTER FUNCTION app.hidden_authors() OWNER TO app_owner;

--
-- Name: hold_writes(interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.hold_writes(patience interval) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
    held_until CONSTANT timestamptz := clock_timestamp() + least(patience, interval '5 seconds');
    target text;
BEGIN
    FOR target IN SELECT app.backed_up_tables() LOOP
        PERFORM set_config(
            'lock_timeout',
            greatest(1, extract(epoch FROM least(held_until - clock_timestamp(), interval '300 milliseconds')) * 1000)::integer::text,
            true);
        BEGIN
            EXECUTE format('LOCK TABLE %s IN SHARE MODE', target);
        EXCEPTION
            WHEN lock_not_available THEN
                RETURN NEXT target;
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', '0', true);
END
$$;


ALTER FUNCTION app.hold_writes(patience interval) OWNER TO app_owner;

--
-- Name: FUNCTION hold_writes(patience interval); Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON FUNCTION app.hold_writes(patience interval) IS 'Holds writers of all tables until the transaction ends, and gives the tables that it could not hold within the time.';


--
-- Name: html_entity(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.html_entity(name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    code bigint;
BEGIN
    IF name NOT LIKE '#%' THEN
        RETURN coalesce(jsonb '{
            "AElig":"Æ","Aacute":"Á","Acirc":"Â","Agrave":"À","Alpha":"Α","Aring":"Å","Atilde":"Ã","Auml":"Ä","Beta":"Β",
            "Ccedil":"Ç","Chi":"Χ","Dagger":"‡","Delta":"Δ","ETH":"Ð","Eacute":"É","Ecirc":"Ê","Egrave":"È","Epsilon":"Ε",
            "Eta":"Η","Euml":"Ë","Gamma":"Γ","Iacute":"Í","Icirc":"Î","Igrave":"Ì","Iota":"Ι","Iuml":"Ï","Kappa":"Κ","Lambda":"Λ",
            "Mu":"Μ","Ntilde":"Ñ","Nu":"Ν","OElig":"Œ","Oacute":"Ó","Ocirc":"Ô","Ograve":"Ò","Omega":"Ω","Omicron":"Ο",
            "Oslash":"Ø","Otilde":"Õ","Ouml":"Ö","Phi":"Φ","Pi":"Π","Prime":"″","Psi":"Ψ","Rho":"Ρ","Scaron":"Š","Sigma":"Σ",
            "THORN":"Þ","Tau":"Τ","Theta":"Θ","Uacute":"Ú","Ucirc":"Û","Ugrave":"Ù","Upsilon":"Υ","Uuml":"Ü","Xi":"Ξ","Yacute":"Ý",
            "Yuml":"Ÿ","Zeta":"Ζ","aacute":"á","acirc":"â","acute":"´","aelig":"æ","agrave":"à","alefsym":"ℵ","alpha":"α",
            "amp":"&","and":"∧","ang":"∠","aring":"å","asymp":"≈","atilde":"ã","auml":"ä","bdquo":"„","beta":"β","brvbar":"¦",
            "bull":"•","cap":"∩","ccedil":"ç","cedil":"¸","cent":"¢","chi":"χ","circ":"ˆ","clubs":"♣","cong":"≅","copy":"©",
            "crarr":"↵","cup":"∪","curren":"¤","dArr":"⇓","dagger":"†","darr":"↓","deg":"°","delta":"δ","diams":"♦","divide":"÷",
            "eacute":"é","ecirc":"ê","egrave":"è","empty":"∅","emsp":"\u2003","ensp":"\u2002","epsilon":"ε","equiv":"≡","eta":"η",
            "eth":"ð","euml":"ë","euro":"€","exist":"∃","fnof":"ƒ","forall":"∀","frac12":"½","frac14":"¼","frac34":"¾","frasl":"⁄",
            "gamma":"γ","ge":"≥","gt":">","hArr":"⇔","harr":"↔","hearts":"♥","hellip":"…","iacute":"í","icirc":"î","iexcl":"¡",
            "igrave":"ì","image":"ℑ","infin":"∞","int":"∫","iota":"ι","iquest":"¿","isin":"∈","iuml":"ï","kappa":"κ","lArr":"⇐",
            "lambda":"λ","lang":"〈","laquo":"«","larr":"←","lceil":"⌈","ldquo":"“","le":"≤","lfloor":"⌊","lowast":"∗","loz":"◊",
            "lrm":"\u200e","lsaquo":"‹","lsquo":"‘","lt":"<","macr":"¯","mdash":"—","micro":"µ","middot":"·","minus":"−","mu":"μ",
            "nabla":"∇","nbsp":"\u00a0","ndash":"–","ne":"≠","ni":"∋","not":"¬","notin":"∉","nsub":"⊄","ntilde":"ñ","nu":"ν",
            "oacute":"ó","ocirc":"ô","oelig":"œ","ograve":"ò","oline":"‾","omega":"ω","omicron":"ο","oplus":"⊕","or":"∨",
            "ordf":"ª","ordm":"º","oslash":"ø","otilde":"õ","otimes":"⊗","ouml":"ö","para":"¶","part":"∂","permil":"‰","perp":"⊥",
            "phi":"φ","pi":"π","piv":"ϖ","plusmn":"±","pound":"£","prime":"′","prod":"∏","prop":"∝","psi":"ψ","quot":"\"",
            "rArr":"⇒","radic":"√","rang":"〉","raquo":"»","rarr":"→","rceil":"⌉","rdquo":"”","real":"ℜ","reg":"®","rfloor":"⌋",
            "rho":"ρ","rlm":"\u200f","rsaquo":"›","rsquo":"’","sbquo":"‚","scaron":"š","sdot":"⋅","sect":"§","shy":"\u00ad",
            "sigma":"σ","sigmaf":"ς","sim":"∼","spades":"♠","sub":"⊂","sube":"⊆","sum":"∑","sup":"⊃","sup1":"¹","sup2":"²",
            "sup3":"³","supe":"⊇","szlig":"ß","tau":"τ","there4":"∴","theta":"θ","thetasym":"ϑ","thinsp":"\u2009","thorn":"þ",
            "tilde":"˜","times":"×","trade":"™","uArr":"⇑","uacute":"ú","uarr":"↑","ucirc":"û","ugrave":"ù","uml":"¨","upsih":"ϒ",
            "upsilon":"υ","uuml":"ü","weierp":"℘","xi":"ξ","yacute":"ý","yen":"¥","yuml":"ÿ","zeta":"ζ","zwj":"\u200d",
            "zwnj":"\u200c"}' ->> name, '&' || name || ';');
    END IF;

    code := CASE WHEN name ~ '^#[xX]' THEN ('x' || lpad(substr(name, 3), 8, '0'))::bit(32)::bigint ELSE substr(name, 2)::bigint END;
    RETURN CASE WHEN code BETWEEN 1 AND 55295 OR code BETWEEN 57344 AND 1114111 THEN chr(code::integer) ELSE U&'\FFFD' END;
END
$$;


ALTER FUNCTION app.html_entity(name text) OWNER TO app_owner;

--
-- Name: index_bloat(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.index_bloat() RETURNS TABLE(index text, "table" text, bytes bigint, bloat_bytes bigint, trusted boolean)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH locked AS MATERIALIZED (
        SELECT l.relation
        FROM pg_locks AS l
        WHERE l.mode = 'AccessExclusiveLock' AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    ), indexes AS (
        SELECT i.indexrelid, i.indrelid, i.indkey, i.indisunique, greatest(c.reltuples, 0)::numeric AS rows,
               CASE WHEN i.indexrelid IN (TABLE locked) THEN c.relpages * current_setting('block_size')::bigint
                    ELSE pg_relation_size(i.indexrelid) END AS bytes,
               coalesce((SELECT o.option_value::numeric FROM pg_options_to_table(c.reloptions) AS o
                         WHERE o.option_name = 'fillfactor'), 90) AS fill,
               coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(c.reloptions) AS o
                         WHERE o.option_name = 'deduplicate_items'), true) AS deduplicates
        FROM pg_index AS i
        JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i' AND c.relpages > 128
        JOIN pg_am AS m ON m.oid = c.relam AND m.amname = 'btree'
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        WHERE i.indisvalid
    ), entries AS (
        SELECT x.indexrelid,
               sum((1 - coalesce(s.null_frac, 0)::numeric) * coalesce(s.avg_width, 8)) AS width,
               bool_or(coalesce(s.null_frac, 0) > 0) AS has_nulls,
               exp(sum(ln(greatest(1, CASE WHEN s.n_distinct IS NULL THEN x.rows
                                           WHEN s.n_distinct < 0 THEN -s.n_distinct::numeric * greatest(x.rows, 1)
                                           ELSE s.n_distinct::numeric END)))) AS keys,
               bool_and(s.attname IS NOT NULL) AS trusted
        FROM indexes AS x
        JOIN pg_attribute AS e ON e.attrelid = x.indexrelid
        LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[e.attnum - 1] AND a.attnum > 0
        LEFT JOIN pg_class AS c ON c.oid = CASE WHEN a.attnum IS NULL THEN x.indexrelid ELSE x.indrelid END
        LEFT JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
                               AND s.attname = coalesce(a.attname, e.attname) AND NOT s.inherited
        GROUP BY x.indexrelid
    ), size AS (
        SELECT x.*, e.trusted, ceil((CASE WHEN e.has_nulls THEN 16 ELSE 8 END + e.width) / 8) * 8 + 4 AS entry,
               greatest(least(e.keys, x.rows), 1) AS keys
        FROM indexes AS x
        JOIN entries AS e USING (indexrelid)
    ), need AS (
        SELECT s.*,
               (1 + ceil(CASE WHEN s.deduplicates AND NOT s.indisunique AND s.rows / s.keys >= 2 THEN s.keys * s.entry + s.rows * 6
                              ELSE s.rows * s.entry END
                    / ((current_setting('block_size')::numeric - 40) * s.fill / 100)) * 1.01)
                   * current_setting('block_size')::bigint AS needed
        FROM size AS s
    )
    SELECT n.indexrelid::regclass::text, n.indrelid::regclass::text, n.bytes, greatest(n.bytes - n.needed, 0)::bigint, n.trusted
    FROM need AS n
$$;


ALTER FUNCTION app.index_bloat() OWNER TO app_owner;

--
-- Name: inline_text(text, text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.inline_text(markdown text, labels text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    words  text := markdown;
    label  text;
BEGIN
    IF words ~ '[\\`<&]' THEN
        SELECT string_agg(
            CASE
                WHEN t.token[1] IS NOT NULL THEN translate(t.token[1], marks, aside)
                WHEN t.token[2] IS NOT NULL THEN translate(regexp_replace(t.token[2], '^\s(.*\S.*)\s$', '\1'), marks, aside)
                WHEN t.token[3] IS NOT NULL THEN translate(t.token[3], marks, aside)
                WHEN t.token[4] IS NOT NULL THEN translate(t.token[4], marks, aside)
                WHEN t.token[5] IS NOT NULL THEN translate(app.html_entity(t.token[5]), marks, aside)
                ELSE t.token[6]
            END, '' ORDER BY t.place)
        INTO words
        FROM regexp_matches(
            words,
            -- An escape, code between two and one backticks, an address in angle brackets, an entity, anything else.
            '\\([!-/:-@[-`{-~])|``((?:[^`]|`(?!`))+)``(?!`)|`([^`]+)`(?!`)|'
            '<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[A-Za-z0-9.!#$%&''*+/=?^_{|}~-]+@[A-Za-z0-9.-]+)>|'
            '&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);|([^\\`<&]+|[\\`<&])',
            'g') WITH ORDINALITY AS t (token, place);
    END IF;

    IF strpos(words, ']') > 0 THEN
        -- Twice, for pictures in links.
        FOR pass IN 1..2 LOOP
            words := regexp_replace(
                words,
                '!?\[([^][]*)\]\(\s*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|''[^'']*''|\([^()]*\)))?\s*\)',
                '\1', 'g');
        END LOOP;

        FOREACH label IN ARRAY labels LOOP
            IF label LIKE '^%' THEN
                words := replace(words, '[' || label || ']', '');
            ELSE
                words := regexp_replace(words, '!?\[([^][]+)\]\[' || regexp_replace(label, '([^[:alnum:]\s])', '\\\1', 'g') || '\]', '\1', 'gi');
                words := regexp_replace(words, '!?\[(' || regexp_replace(label, '([^[:alnum:]\s])', '\\\1', 'g') || ')\](?:\[\])?', '\1', 'gi');
            END IF;
        END LOOP;
    END IF;

    IF words ~ '[*_~]' THEN
        FOR pass IN 1..3 LOOP
            words := regexp_replace(words, '(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1', '\2', 'g');
            words := regexp_replace(words, '(?<![[:alnum:]_])(_{1,3})(?=[^\s_])((?:[^_]|_(?=[[:alnum:]]))*[^\s_])\1(?![[:alnum:]_])', '\2', 'g');
        END LOOP;
        words := regexp_replace(words, '~~(?=[^\s~])([^~]*[^\s~])~~', '\1', 'g');
    END IF;

    words := replace(words, E'\\\n', E'\n');
    -- What was put aside is not ASCII.
    RETURN CASE WHEN octet_length(words) = char_length(words) THEN words ELSE translate(words, aside, marks) END;
END
$_$;


ALTER FUNCTION app.inline_text(markdown text, labels text[]) OWNER TO app_owner;

--
-- Name: is_admin(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.is_admin() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((current_setting('app.ctx'::text, true) <> ''::text) AND (split_part(current_setting('app.ctx'::text, true), '|'::text, 3) <> 'user'::text)) THEN ((app.actor()).actor_role = ANY (ARRAY['admin'::text, 'system'::text])) ELSE false END;


ALTER FUNCTION app.is_admin() OWNER TO app_owner;

--
-- Name: is_enabled(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.is_enabled(feature text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce((SELECT f.enabled FROM app.features AS f WHERE f.name = feature), false);
END
$$;


ALTER FUNCTION app.is_enabled(feature text) OWNER TO app_owner;

--
-- Name: is_staff(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.is_staff() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((current_setting('app.ctx'::text, true) <> ''::text) AND (split_part(current_setting('app.ctx'::text, true), '|'::text, 3) <> 'user'::text)) THEN ((app.actor()).actor_role = ANY (ARRAY['moderator'::text, 'admin'::text, 'system'::text])) ELSE false END;


ALTER FUNCTION app.is_staff() OWNER TO app_owner;

--
-- Name: is_system(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.is_system() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((current_setting('app.ctx'::text, true) <> ''::text) AND (split_part(current_setting('app.ctx'::text, true), '|'::text, 3) <> 'user'::text)) THEN ((app.actor()).actor_role = 'system'::text) ELSE false END;


ALTER FUNCTION app.is_system() OWNER TO app_owner;

--
-- Name: is_username_retired(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.is_username_retired(name text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.retired_usernames AS r WHERE r.username_hash = sha256(convert_to(lower(name), 'UTF8')));
END
$$;


ALTER FUNCTION app.is_username_retired(name text) OWNER TO app_owner;

--
-- Name: jobs_settle_mail(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.jobs_settle_mail() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NEW.state = 'queued' THEN
        UPDATE app.mail_outbox SET state = 'waiting', finished_at = NULL
        WHERE id = NEW.id AND state = 'failed' AND created_at > statement_timestamp() - interval '7 days';
    ELSE
        UPDATE app.mail_outbox SET state = 'failed', finished_at = statement_timestamp() WHERE id = NEW.id AND state = 'waiting';
    END IF;
    RETURN NULL;
EXCEPTION
    WHEN unique_violation THEN
        RETURN NULL;
END
$$;


ALTER FUNCTION app.jobs_settle_mail() OWNER TO app_owner;

--
-- Name: last_restored_event(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.last_restored_event() RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT CASE WHEN b.event_count = 0 THEN b.last_id ELSE 0 END FROM app.event_batches AS b ORDER BY b.id LIMIT 1);
END
$$;


ALTER FUNCTION app.last_restored_event() OWNER TO app_owner;

--
-- Name: latest_event_position(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.latest_event_position() RETURNS TABLE(log_name text, batch bigint, id bigint)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.close_event_batch();
    RETURN QUERY SELECT app.event_log_name(), b.id, b.last_id FROM app.event_batches AS b ORDER BY b.id DESC LIMIT 1;
END
$$;


ALTER FUNCTION app.latest_event_position() OWNER TO app_owner;

--
-- Name: withdrawn_likes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.withdrawn_likes (
    user_id uuid NOT NULL,
    content_id uuid NOT NULL,
    withdrawn_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY app.withdrawn_likes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.withdrawn_likes OWNER TO app_owner;

--
-- Name: TABLE withdrawn_likes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.withdrawn_likes IS 'Likes that were taken back when their author had read of them: for a day the next one by the same person notifies of nothing. Natural key: its primary key.';


--
-- Name: COLUMN withdrawn_likes.content_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.withdrawn_likes.content_id IS 'A post or a comment. No foreign key: what is deleted for good takes no like, and the row is purged in its time.';


--
-- Name: like_is_repeated(uuid, uuid, timestamp with time zone); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.like_is_repeated(who uuid, content uuid, since timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM app.withdrawn_likes w WHERE ((w.user_id = like_is_repeated.who) AND (w.content_id = like_is_repeated.content) AND (w.withdrawn_at > (like_is_repeated.since - '1 day'::interval)))));


ALTER FUNCTION app.like_is_repeated(who uuid, content uuid, since timestamp with time zone) OWNER TO app_owner;

--
-- Name: list_events(text, bigint, bigint, text[], integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.list_events(of_log text, after_batch bigint, after_id bigint, wanted_types text[], wanted integer) RETURNS TABLE(log_name text, batch bigint, id bigint, event_id uuid, type text, audience text, occurred_at timestamp with time zone, subject_id uuid, post_id uuid, comment_id uuid, owner_id uuid, user_id uuid, version integer, has_more boolean)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    who     CONSTANT record := app.actor();
    name    CONSTANT text := app.event_log_name();
    chunk   CONSTANT integer := 500;
    most    CONSTANT integer := least(wanted, 500);
    place   record;
    event   record;
    seen    integer := 0;
    shown   integer := 0;
    looked  integer;
BEGIN
    SELECT * INTO place FROM app.require_event_position(of_log, after_batch, after_id);
    LOOP
        looked := 0;
        FOR event IN
            WITH raw AS MATERIALIZED (
                SELECT e.*, coalesce(e.type = ANY (wanted_types), true) AS is_wanted
                FROM app.events_after(place.batch, place.id, chunk) AS e
            ), visible AS (
                SELECT v.number, coalesce(bool_or(v.is_shown) FILTER (WHERE v.reader IS NOT NULL), bool_or(v.is_shown)) AS is_shown
                FROM (SELECT array_agg(r.id) AS numbers, array_agg(r.audience) AS audiences, array_agg(r.post_id) AS post_ids,
                             array_agg(r.comment_id) AS comment_ids, array_agg(r.owner_id) AS owner_ids, array_agg(r.user_id) AS user_ids
                      FROM raw AS r
                      WHERE r.is_wanted) AS a
                CROSS JOIN LATERAL app.event_readers(
                    a.numbers, a.audiences, a.post_ids, a.comment_ids, a.owner_ids, a.user_ids,
                    ARRAY[who.actor_id], ARRAY[who.actor_role]) AS v
                GROUP BY v.number
            )
            SELECT r.*, coalesce(v.is_shown, false) AS is_shown
            FROM raw AS r
            LEFT JOIN visible AS v ON v.number = r.id
            ORDER BY r.batch, r.id
        LOOP
            looked := looked + 1;
            place.batch := event.batch;
            place.id := event.id;
            CONTINUE WHEN NOT event.is_shown;

            RETURN QUERY SELECT
                name, event.batch, event.id, event.event_id, event.type, event.audience, event.occurred_at, event.subject_id,
                event.post_id, event.comment_id, event.owner_id, event.user_id, event.version, true;
            shown := shown + 1;
            EXIT WHEN shown >= most;
        END LOOP;

        seen := seen + looked;
        EXIT WHEN looked < chunk OR shown >= most OR seen >= 5000;
    END LOOP;
    RETURN QUERY SELECT
        name, place.batch, place.id, NULL::uuid, NULL::text, NULL::text, NULL::timestamptz, NULL::uuid, NULL::uuid, NULL::uuid, NULL::uuid,
        NULL::uuid, NULL::integer, shown >= most OR looked >= chunk;
END
$$;


ALTER FUNCTION app.list_events(of_log text, after_batch bigint, after_id bigint, wanted_types text[], wanted integer) OWNER TO app_owner;

--
-- Name: list_notifications(boolean, timestamp with time zone, uuid, integer, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.list_notifications(unread_only boolean, after_at timestamp with time zone, after_id uuid, wanted integer, walked integer) RETURNS TABLE(id uuid, kind text, actor_id uuid, post_id uuid, comment_id uuid, case_id uuid, likes integer, created_at timestamp with time zone, read_at timestamp with time zone, is_shown boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    me     CONSTANT uuid := app.actor_id();
    walk   refcursor;
    n      record;
    looked integer := 0;
    shown  integer := 0;
BEGIN
    IF unread_only THEN
        OPEN walk FOR
            SELECT b.id, b.user_id, b.kind, b.actor_id, b.post_id, b.comment_id, b.case_id, b.likes, b.created_at, b.read_at
            FROM app.notifications AS b
            WHERE b.user_id = me AND b.read_at IS NULL AND (b.created_at, b.id) < (after_at, after_id)
            ORDER BY b.created_at DESC, b.id DESC;
    ELSE
        OPEN walk FOR
            SELECT b.id, b.user_id, b.kind, b.actor_id, b.post_id, b.comment_id, b.case_id, b.likes, b.created_at, b.read_at
            FROM app.notifications AS b
            WHERE b.user_id = me AND (b.created_at, b.id) < (after_at, after_id)
            ORDER BY b.created_at DESC, b.id DESC;
    END IF;

    WHILE shown < wanted LOOP
        FETCH walk INTO n;
        EXIT WHEN NOT FOUND;
        looked := looked + 1;
        is_shown := app.notification_shows(n.user_id, n.kind, n.actor_id, n.post_id, n.comment_id);
        IF is_shown OR looked = walked THEN
            id := n.id;
            kind := n.kind;
            actor_id := n.actor_id;
            post_id := n.post_id;
            comment_id := n.comment_id;
            case_id := n.case_id;
            likes := n.likes;
            created_at := n.created_at;
            read_at := n.read_at;
            shown := shown + 1;
            RETURN NEXT;
        END IF;
        EXIT WHEN looked = walked;
    END LOOP;

    IF is_shown AND looked = walked AND shown < wanted THEN
        is_shown := false;
        RETURN NEXT;
    END IF;
END
$$;


ALTER FUNCTION app.list_notifications(unread_only boolean, after_at timestamp with time zone, after_id uuid, wanted integer, walked integer) OWNER TO app_owner;

--
-- Name: lock_batch(uuid[], text[], text[], uuid[], uuid[], uuid[], uuid[], uuid[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.lock_batch(people uuid[], named_tags text[], replaced_tags text[], files uuid[], changed_posts uuid[], commented_posts uuid[], changed_comments uuid[], changed_cases uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    contents uuid[];
    counted  uuid[];
    counters text[];
    item     record;
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin', 'system');

    IF cardinality(people) > 0 THEN
        PERFORM FROM app.users AS u WHERE u.id = ANY (people || app.actor_id()) ORDER BY u.id FOR NO KEY UPDATE;
    END IF;

    FOR item IN
        SELECT b.bucket, bool_or(b.alone) AS alone
        FROM (SELECT hashtext(n.tag) & 63 AS bucket, false AS alone FROM unnest(named_tags) AS n (tag)
              UNION ALL
              SELECT hashtext(r.tag) & 63, true FROM unnest(replaced_tags) AS r (tag)) AS b
        GROUP BY b.bucket
        ORDER BY b.bucket
    LOOP
        IF item.alone THEN
            PERFORM pg_advisory_xact_lock(1952540531, item.bucket);
        ELSE
            PERFORM pg_advisory_xact_lock_shared(1952540531, item.bucket);
        END IF;
    END LOOP;

    PERFORM FROM app.media AS f WHERE f.id = ANY (files) ORDER BY f.id FOR NO KEY UPDATE;

    contents := changed_posts || changed_comments || ARRAY(
        SELECT coalesce(m.comment_id, m.post_id) FROM app.moderation_cases AS m WHERE m.id = ANY (changed_cases));
    PERFORM FROM app.posts AS p WHERE p.id = ANY (contents) ORDER BY p.id FOR NO KEY UPDATE;
    PERFORM FROM app.comments AS c WHERE c.id = ANY (contents) ORDER BY c.id FOR NO KEY UPDATE;
    PERFORM FROM app.moderation_cases AS m
    WHERE m.id = ANY (changed_cases) OR m.post_id = ANY (contents) OR m.comment_id = ANY (contents)
    ORDER BY m.id
    FOR NO KEY UPDATE;

    counters := ARRAY(
        SELECT app.current_tag(n.tag) FROM unnest(named_tags) AS n (tag)
        UNION
        SELECT t.tag FROM app.posts AS p, unnest(p.tags) AS t (tag) WHERE p.id = ANY (contents));
    INSERT INTO app.tags (tag, post_count)
    SELECT c.tag, 0 FROM unnest(counters) AS c (tag) ORDER BY c.tag
    ON CONFLICT (tag) DO NOTHING;
    PERFORM FROM app.tags AS t WHERE t.tag = ANY (counters) ORDER BY t.tag FOR NO KEY UPDATE;

    counted := commented_posts || contents || ARRAY(SELECT c.post_id FROM app.comments AS c WHERE c.id = ANY (contents));
    PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (counted) ORDER BY s.post_id FOR NO KEY UPDATE;
END
$$;


ALTER FUNCTION app.lock_batch(people uuid[], named_tags text[], replaced_tags text[], files uuid[], changed_posts uuid[], commented_posts uuid[], changed_comments uuid[], changed_cases uuid[]) OWNER TO app_owner;

--
-- Name: lock_webhook_order(uuid[], uuid[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.lock_webhook_order(of_webhooks uuid[], of_subjects uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    held   uuid[];
    before uuid[] := '{}';
BEGIN
    -- One that ends meanwhile makes another due.
    LOOP
        SELECT coalesce(array_agg(l.id), '{}') INTO held
        FROM (SELECT d.id
              FROM app.webhook_deliveries AS d
              WHERE d.state = 'waiting'
                AND d.due_at IS NOT NULL
                AND (d.webhook_id, d.subject_id) IN (SELECT u.webhook_id, u.subject_id
                                                     FROM unnest(of_webhooks, of_subjects) AS u (webhook_id, subject_id))
              ORDER BY d.id
              FOR NO KEY UPDATE) AS l;
        EXIT WHEN held = before;
        before := held;
    END LOOP;
END
$$;


ALTER FUNCTION app.lock_webhook_order(of_webhooks uuid[], of_subjects uuid[]) OWNER TO app_owner;

--
-- Name: log_shown_files(uuid[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.log_shown_files(of_posts uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.event_log (type, audience, subject_id, post_id, owner_id)
    SELECT 'post.files_changed', 'post', p.id, p.id, p.author_id
    FROM app.posts AS p
    WHERE p.id = ANY (of_posts)
      AND app.post_is_public(p.status, p.deleted_at)
      AND NOT EXISTS (
          SELECT
          FROM app.event_log AS e
          WHERE e.xid = pg_current_xact_id()
            AND e.occurred_at >= transaction_timestamp()
            AND e.type = 'post.files_changed'
            AND e.post_id = p.id);
END
$$;


ALTER FUNCTION app.log_shown_files(of_posts uuid[]) OWNER TO app_owner;

--
-- Name: log_staff_act(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.log_staff_act() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    given CONSTANT text := nullif(current_setting('app.reason', true), '');
    what  uuid;
    whose uuid;
    deed  text := 'edited';
    entry uuid;
BEGIN
    IF app.actor_role() NOT IN ('moderator', 'admin') THEN
        RETURN NULL;
    ELSIF TG_TABLE_NAME = 'media' THEN
        what := OLD.id;
        whose := OLD.owner_id;
        deed := CASE TG_OP WHEN 'DELETE' THEN 'removed' ELSE 'edited' END;
    ELSIF TG_TABLE_NAME = 'user_profiles' THEN
        what := OLD.user_id;
        whose := OLD.user_id;
    ELSIF TG_TABLE_NAME = 'post_media' THEN
        what := CASE TG_OP WHEN 'DELETE' THEN OLD.post_id ELSE NEW.post_id END;
        whose := (SELECT p.author_id FROM app.posts AS p WHERE p.id = what);
        -- One entry for a list of files that is replaced.
        IF EXISTS (
            SELECT FROM app.moderation_log AS l
            WHERE l.subject_id = what AND l.action = 'edited' AND l.created_at = statement_timestamp())
        THEN
            RETURN NULL;
        END IF;
    ELSE
        what := OLD.id;
        whose := OLD.author_id;
        deed := CASE
            WHEN (OLD.deleted_at IS NULL) = (NEW.deleted_at IS NULL) THEN 'edited'
            WHEN NEW.deleted_at IS NULL THEN 'restored'
            ELSE 'removed'
        END;
    END IF;
    IF whose = app.actor_id() THEN
        RETURN NULL;
    ELSIF given IS NULL THEN
        RAISE EXCEPTION 'staff give a reason for what they do to the content of others' USING ERRCODE = '42501';
    END IF;

    INSERT INTO app.moderation_log (action, subject, subject_id, done_by, created_at)
    VALUES (
        deed,
        CASE TG_TABLE_NAME
            WHEN 'posts' THEN 'post'
            WHEN 'post_media' THEN 'post'
            WHEN 'comments' THEN 'comment'
            WHEN 'user_profiles' THEN 'profile'
            ELSE 'media'
        END,
        what,
        app.actor_role(),
        statement_timestamp())
    RETURNING id INTO entry;

    INSERT INTO app.moderation_reasons (log_id, owner_id, done_by_id, reason) VALUES (entry, whose, app.actor_id(), given);
    RETURN NULL;
END
$$;


ALTER FUNCTION app.log_staff_act() OWNER TO app_owner;

--
-- Name: mail_outbox_enqueue(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.mail_outbox_enqueue() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
    VALUES (NEW.id, 'mail.send', jsonb_build_object('mailId', NEW.id), 1, 1, statement_timestamp(), 10);
    PERFORM pg_notify('agora_jobs', '');
    RETURN NULL;
END
$$;


ALTER FUNCTION app.mail_outbox_enqueue() OWNER TO app_owner;

--
-- Name: mail_outbox_never_due(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.mail_outbox_never_due() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.next_attempt_at := 'infinity';
    RETURN NEW;
END
$$;


ALTER FUNCTION app.mail_outbox_never_due() OWNER TO app_owner;

--
-- Name: make_partitions(text, text, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.make_partitions(parent text, unit text, ahead integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '200ms'
    AS $$
DECLARE
    step    CONSTANT interval := '1 ' || unit;
    running CONSTANT timestamp := date_trunc(unit, statement_timestamp() AT TIME ZONE 'UTC');
    starts  timestamptz;
    ends    timestamptz;
    part    text;
    made    integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('app.partitions ' || parent));
    FOR place IN 1 .. least(ahead, 12) LOOP
        starts := (running + place * step) AT TIME ZONE 'UTC';
        ends := (running + (place + 1) * step) AT TIME ZONE 'UTC';
        part := parent || to_char(starts AT TIME ZONE 'UTC', CASE unit WHEN 'month' THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END);
        CONTINUE WHEN to_regclass('app.' || part) IS NOT NULL;

        EXECUTE format('CREATE TABLE app.%I (LIKE app.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE app.%I ATTACH PARTITION app.%I FOR VALUES FROM (%L) TO (%L)', parent, part, starts, ends);
        made := made + 1;
    END LOOP;
    RETURN made;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END
$$;


ALTER FUNCTION app.make_partitions(parent text, unit text, ahead integer) OWNER TO app_owner;

--
-- Name: search_text(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_text(source text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    words text := source;
BEGIN
    IF octet_length(words) > char_length(words) THEN
        -- Punctuation beyond ASCII, which a database of the locale C takes for letters.
        words := regexp_replace(
            words, U&'[\00A1-\00A9\00AB-\00B4\00B6-\00B9\00BB-\00BF\2010-\2027\2030-\205E\2190-\2BFF\3000-\3004\3008-\3030]', ' ', 'g');
        IF words ~ app.cjk() THEN
            words := regexp_replace(words, '(' || app.cjk() || '+)', U&'\001F\\1\001F', 'g');
            words := regexp_replace(words, '(' || app.cjk() || ')', U&'\\1\001F\\1', 'g');
        END IF;
    END IF;

    IF words ~ '[vV]\d' THEN
        words := regexp_replace(words, '\m(v)(?=\d+\.\d)', U&'\\1\001F', 'gi');
    END IF;

    -- One after the other: translate() looks every character of the text up in the list, which takes five times as long.
    words := lower(words COLLATE pg_c_utf8);
    words := replace(replace(replace(replace(words, '#', U&'\0001'), '%', U&'\0002'), '&', U&'\0003'), '''', U&'\0004');
    words := replace(replace(replace(replace(words, '+', U&'\0005'), '-', U&'\0006'), '.', U&'\0007'), '/', U&'\0008');
    words := replace(replace(replace(replace(words, ':', U&'\000E'), ';', U&'\000F'), '<', U&'\0010'), '=', U&'\0011');
    words := replace(replace(replace(words, '>', U&'\0012'), '?', U&'\0013'), '@', U&'\0014');
    words := replace(replace(replace(words, '\', U&'\0015'), '_', U&'\0016'), '~', U&'\0017');
    RETURN words;
END
$$;


ALTER FUNCTION app.search_text(source text) OWNER TO app_owner;

--
-- Name: without_accents(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.without_accents(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF octet_length(words) = char_length(words) OR words !~ U&'[\00C0-\024F\0370-\03FF\0401\0451\1E00-\1FFF]' THEN
        RETURN words;
    END IF;

    RETURN normalize(
        regexp_replace(
            normalize(translate(words, U&'\00F8\0142\0111\0127\0131\0167\0451', U&'oldhit\0435'), NFD),
            U&'([a-z\03B1-\03C9])[\0300-\036F]+', '\1', 'g'),
        NFC);
END
$$;


ALTER FUNCTION app.without_accents(words text) OWNER TO app_owner;

--
-- Name: marked_words(regconfig, text, tsquery); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.marked_words(language regconfig, source text, words tsquery) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ts_headline(language, app.without_accents(app.search_text(source)), words, 'HighlightAll=true, StartSel=, StopSel='::text);


ALTER FUNCTION app.marked_words(language regconfig, source text, words tsquery) OWNER TO app_owner;

--
-- Name: media_audited(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.media_audited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'media', a.id, a.owner_id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'media.added', 'person', a.id, a.owner_id, a.version
        FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'media', r.id, r.owner_id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM removed AS r
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'media.deleted', 'person', r.id, r.owner_id, r.version
        FROM removed AS r;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'media', a.id, a.owner_id, a.version, 'update', d.changed, d.before, d.after,
               o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        CROSS JOIN app.origin() AS o
        CROSS JOIN LATERAL app.changes(
            jsonb_build_object('alternative_text', r.alternative_text), jsonb_build_object('alternative_text', a.alternative_text)) AS d
        WHERE a.version <> r.version;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'media.updated', 'person', a.id, a.owner_id, a.version
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        WHERE a.version <> r.version;

        PERFORM app.log_shown_files(ARRAY(
            SELECT s.post_id
            FROM added AS a
            JOIN removed AS r ON r.id = a.id
            JOIN app.post_media AS s ON s.media_id = a.id AND s.owner_id = a.owner_id
            WHERE a.alternative_text IS DISTINCT FROM r.alternative_text));
    END IF;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.media_audited() OWNER TO app_owner;

--
-- Name: media_room(uuid, bigint, bigint, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.media_room(wanted_owner uuid, more_bytes bigint, most_bytes bigint, most_files integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('app.media ' || wanted_owner, 0));
    RETURN (SELECT count(*) < most_files AND coalesce(sum(m.size_bytes), 0) + more_bytes <= most_bytes
            FROM app.media AS m
            WHERE m.owner_id = wanted_owner);
END
$$;


ALTER FUNCTION app.media_room(wanted_owner uuid, more_bytes bigint, most_bytes bigint, most_files integer) OWNER TO app_owner;

--
-- Name: media_uses_contents(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.media_uses_contents() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    contents bytea[];
BEGIN
    SELECT array_agg(DISTINCT c.checksum) INTO contents FROM changed AS c;
    IF contents IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM FROM app.media_objects AS o WHERE o.checksum = ANY (contents) ORDER BY o.checksum FOR NO KEY UPDATE;

    UPDATE app.media_objects AS o
    SET unused_since = CASE WHEN u.used THEN NULL ELSE statement_timestamp() END
    FROM (SELECT c.checksum, EXISTS (SELECT FROM app.media AS m WHERE m.checksum = c.checksum) AS used
          FROM unnest(contents) AS c (checksum)) AS u
    WHERE o.checksum = u.checksum
      AND u.used <> (o.unused_since IS NULL);
    RETURN NULL;
END
$$;


ALTER FUNCTION app.media_uses_contents() OWNER TO app_owner;

--
-- Name: member_page(text, timestamp with time zone, uuid, text, integer, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.member_page(sort text, after_at timestamp with time zone, after_id uuid, after_name text, skipped integer, wanted integer) RETURNS TABLE(id uuid, username text, full_name text, role text, version integer, created_at timestamp with time zone, updated_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
    IF sort = 'newest' THEN
        RETURN QUERY
            SELECT u.id, u.username, u.full_name, u.role, u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.created_at, u.id) < (after_at, after_id)
            ORDER BY u.created_at DESC, u.id DESC
            LIMIT least(wanted, 1001)
            OFFSET skipped;
    ELSIF sort = 'oldest' THEN
        RETURN QUERY
            SELECT u.id, u.username, u.full_name, u.role, u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.created_at, u.id) > (after_at, after_id)
            ORDER BY u.created_at, u.id
            LIMIT least(wanted, 1001)
            OFFSET skipped;
    ELSIF sort = 'username' THEN
        RETURN QUERY
            SELECT u.id, u.username, u.full_name, u.role, u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND u.username_key > lower(after_name)
            ORDER BY u.username_key
            LIMIT least(wanted, 1001)
            OFFSET skipped;
    END IF;
END
$$;


ALTER FUNCTION app.member_page(sort text, after_at timestamp with time zone, after_id uuid, after_name text, skipped integer, wanted integer) OWNER TO app_reader;

--
-- Name: mentions(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.mentions(body text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (strpos(body, '@'::text) = 0) THEN '{}'::text[] ELSE ARRAY(SELECT m.name FROM (SELECT lower(rtrim(f.parts[1], '._-'::text)) AS name, min(f.place) AS place FROM regexp_matches(mentions.body, '(?:^|[^A-Za-z0-9_@./-])@([A-Za-z0-9][A-Za-z0-9._-]{2,49})(?![A-Za-z0-9])'::text, 'g'::text) WITH ORDINALITY f(parts, place) GROUP BY (lower(rtrim(f.parts[1], '._-'::text)))) m ORDER BY m.place LIMIT 10) END;


ALTER FUNCTION app.mentions(body text) OWNER TO app_owner;

--
-- Name: mentions_added(text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.mentions_added(body text, former text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (former IS NULL) THEN app.mentions(body) ELSE ARRAY(SELECT n.name FROM unnest(app.mentions(mentions_added.body)) n(name) WHERE (n.name <> ALL (app.mentions(mentions_added.former)))) END;


ALTER FUNCTION app.mentions_added(body text, former text) OWNER TO app_owner;

--
-- Name: merge_members(jsonb, jsonb); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.merge_members(document jsonb, patch jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    member record;
BEGIN
    FOR member IN SELECT e.key, e.value FROM jsonb_each(patch) AS e LOOP
        IF jsonb_typeof(member.value) = 'null' THEN
            document := document - member.key;
        ELSIF jsonb_typeof(member.value) = 'object' THEN
            document := document || jsonb_build_object(
                member.key,
                app.merge_members(
                    CASE WHEN jsonb_typeof(document -> member.key) = 'object' THEN document -> member.key ELSE '{}' END,
                    member.value));
        ELSE
            document := document || jsonb_build_object(member.key, member.value);
        END IF;
    END LOOP;
    RETURN document;
END
$$;


ALTER FUNCTION app.merge_members(document jsonb, patch jsonb) OWNER TO app_owner;

--
-- Name: merged_words(tsvector, tsvector); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.merged_words(one tsvector, other tsvector) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN CASE WHEN (one = other) THEN one ELSE (SELECT (COALESCE(string_agg(((quote_literal(w.lexeme) || ':'::text) || array_to_string(w.positions, ','::text)), ' '::text), ''::text))::tsvector AS "coalesce" FROM (SELECT a.lexeme, a.positions FROM unnest(merged_words.one) a(lexeme, positions, weights) UNION SELECT b.lexeme, b.positions FROM unnest(merged_words.other) b(lexeme, positions, weights)) w) END;


ALTER FUNCTION app.merged_words(one tsvector, other tsvector) OWNER TO app_owner;

--
-- Name: moderated_content_edited(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.moderated_content_edited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    cases uuid[];
BEGIN
    IF TG_TABLE_NAME = 'posts' THEN
        cases := ARRAY(SELECT m.id FROM app.moderation_cases AS m WHERE m.post_id = NEW.id);
    ELSIF TG_TABLE_NAME = 'comments' THEN
        cases := ARRAY(SELECT m.id FROM app.moderation_cases AS m WHERE m.comment_id = NEW.id);
    ELSIF TG_TABLE_NAME = 'post_media' THEN
        cases := ARRAY(SELECT m.id FROM app.moderation_cases AS m WHERE m.post_id = coalesce(NEW.post_id, OLD.post_id));
    ELSIF TG_TABLE_NAME = 'media' THEN
        cases := ARRAY(
            SELECT m.id
            FROM app.post_media AS s
            JOIN app.moderation_cases AS m ON m.post_id = s.post_id
            WHERE s.media_id = NEW.id);
    END IF;

    IF cardinality(cases) > 0 THEN
        PERFORM FROM app.moderation_cases AS m WHERE m.id = ANY (cases) ORDER BY m.id FOR NO KEY UPDATE;

        UPDATE app.moderation_cases AS m
        SET status = CASE WHEN m.status = 'rejected' THEN 'open' ELSE m.status END,
            opened_at = CASE WHEN m.status = 'rejected' THEN statement_timestamp() ELSE m.opened_at END,
            edited_at = statement_timestamp()
        WHERE m.id = ANY (cases);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;


ALTER FUNCTION app.moderated_content_edited() OWNER TO app_owner;

--
-- Name: moderation_cases_apply(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.moderation_cases_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    deed text := CASE
        WHEN NEW.status <> OLD.status AND NEW.status <> 'open' THEN NEW.status
        WHEN NEW.decided_at IS DISTINCT FROM OLD.decided_at THEN NEW.status
        WHEN NEW.hidden_by = 'flags' AND OLD.hidden_by IS NULL THEN 'hidden'
    END;
BEGIN
    IF NEW.hidden_by IS NOT NULL AND OLD.hidden_by IS NULL THEN
        IF NEW.comment_id IS NULL THEN
            SELECT p.status INTO NEW.hidden_from FROM app.posts AS p WHERE p.id = NEW.post_id AND p.status <> 'hidden' FOR NO KEY UPDATE;
            UPDATE app.posts SET status = 'hidden' WHERE id = NEW.post_id AND status <> 'hidden';
        ELSE
            UPDATE app.comments SET is_approved = false WHERE id = NEW.comment_id AND is_approved;
        END IF;
    ELSIF NEW.hidden_by IS NULL AND OLD.hidden_by IS NOT NULL THEN
        IF NEW.comment_id IS NULL THEN
            UPDATE app.posts SET status = coalesce(OLD.hidden_from, 'published') WHERE id = NEW.post_id AND status = 'hidden';
            NEW.hidden_from := NULL;
        ELSE
            UPDATE app.comments SET is_approved = true WHERE id = NEW.comment_id AND NOT is_approved;
        END IF;
    END IF;

    IF deed = 'rejected' THEN
        INSERT INTO app.strikes (case_id, user_id, category)
        VALUES (NEW.id, NEW.author_id, NEW.category)
        ON CONFLICT (case_id) DO UPDATE SET
            category = excluded.category,
            given_at = CASE WHEN strikes.revoked_at IS NULL THEN strikes.given_at ELSE excluded.given_at END,
            revoked_at = NULL;
    ELSIF deed = 'approved' AND (OLD.edited_at IS NULL OR OLD.status = 'appealed') THEN
        -- A new text that is fit to be shown does not take back what was decided about the old one.
        UPDATE app.strikes SET revoked_at = statement_timestamp() WHERE case_id = NEW.id AND revoked_at IS NULL;
    END IF;
    IF deed IN ('approved', 'rejected') THEN
        NEW.edited_at := NULL;
    END IF;

    IF deed IS NOT NULL THEN
        INSERT INTO app.moderation_log (action, subject, subject_id, category, done_by, created_at)
        VALUES (
            deed,
            CASE WHEN NEW.comment_id IS NULL THEN 'post' ELSE 'comment' END,
            coalesce(NEW.comment_id, NEW.post_id),
            NEW.category,
            CASE WHEN deed = 'hidden' THEN 'flags'
                 WHEN deed = 'appealed' THEN 'author'
                 WHEN app.actor_role() IN ('moderator', 'admin') THEN app.actor_role()
                 ELSE 'system' END,
            statement_timestamp());
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.moderation_cases_apply() OWNER TO app_owner;

--
-- Name: moderation_cases_guard(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.moderation_cases_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    IF current_user <> 'app_api' OR app.is_system() THEN
        RETURN NEW;
    END IF;

    IF NEW.author_id = me THEN
        IF OLD.status = 'rejected' AND OLD.appealed_at IS NULL AND NEW.status = 'appealed'
            AND (NEW.hidden_by, NEW.hidden_from, NEW.category, NEW.reason, NEW.decided_by, NEW.decided_at, NEW.flag_count, NEW.assignee_id)
                IS NOT DISTINCT FROM
                (OLD.hidden_by, OLD.hidden_from, OLD.category, OLD.reason, OLD.decided_by, OLD.decided_at, OLD.flag_count, OLD.assignee_id)
            AND NEW.opened_at IN (OLD.opened_at, NEW.appealed_at)
        THEN
            RETURN NEW;
        END IF;
    ELSIF app.actor_role() IN ('moderator', 'admin') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this is for another moderator to decide' USING ERRCODE = '42501';
END
$$;


ALTER FUNCTION app.moderation_cases_guard() OWNER TO app_owner;

--
-- Name: moderation_cases_logged(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.moderation_cases_logged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.event_log (type, audience, subject_id, post_id, comment_id, owner_id, version)
    VALUES (
        CASE NEW.status WHEN 'open' THEN 'case.opened' WHEN 'appealed' THEN 'case.appealed' ELSE 'case.decided' END,
        'staff', NEW.id, NEW.post_id, NEW.comment_id, NEW.author_id, NEW.version);
    RETURN NULL;
END
$$;


ALTER FUNCTION app.moderation_cases_logged() OWNER TO app_owner;

--
-- Name: moderation_cases_notified(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.moderation_cases_notified() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.notifications (user_id, kind, post_id, comment_id, case_id, created_at)
    SELECT u.id, 'decision', NEW.post_id, NEW.comment_id, NEW.id, NEW.decided_at
    FROM app.users AS u
    WHERE u.id = NEW.author_id AND u.deleted_at IS NULL;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.moderation_cases_notified() OWNER TO app_owner;

--
-- Name: muted_posts_settled(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.muted_posts_settled() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM app.notifications AS n
    WHERE n.user_id = NEW.user_id AND n.post_id = NEW.post_id AND n.kind = 'like' AND n.read_at IS NULL;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.muted_posts_settled() OWNER TO app_owner;

--
-- Name: newest_matching_posts(text, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.newest_matching_posts(term text, wanted integer) RETURNS TABLE(id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, NULL) AS q LOOP
        RETURN QUERY
            SELECT p.id
            FROM app.posts AS p
            WHERE p.search_vector @@ used.words
              AND p.language = used.language
              AND app.post_is_public(p.status, p.deleted_at)
              AND p.author_id <> ALL (hidden)
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT least(wanted, 100);
    END LOOP;
END
$$;


ALTER FUNCTION app.newest_matching_posts(term text, wanted integer) OWNER TO app_reader;

--
-- Name: notification_shows(uuid, text, uuid, uuid, uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.notification_shows(reader uuid, what text, actor uuid, post uuid, comment uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF what = 'decision' THEN
        RETURN true;
    END IF;

    IF actor IS NOT NULL AND app.are_apart(reader, actor) THEN
        RETURN false;
    END IF;

    IF what = 'follow' THEN
        RETURN EXISTS (SELECT FROM app.follows AS f WHERE f.follower_id = actor AND f.followee_id = reader);
    END IF;

    IF NOT EXISTS (
        SELECT FROM app.posts AS p
        WHERE p.id = post
          AND (app.post_is_public(p.status, p.deleted_at) OR (p.author_id = reader AND p.deleted_at IS NULL))
          AND NOT app.are_apart(reader, p.author_id))
    THEN
        RETURN false;
    END IF;

    IF comment IS NOT NULL AND NOT EXISTS (
        SELECT FROM app.comments AS c WHERE c.id = comment AND app.comment_is_public(c.is_approved, c.deleted_at))
    THEN
        RETURN false;
    END IF;

    RETURN what <> 'like'
        OR CASE WHEN comment IS NULL
            THEN EXISTS (SELECT FROM app.post_likes AS l WHERE l.post_id = post)
            ELSE EXISTS (SELECT FROM app.comment_likes AS l WHERE l.comment_id = comment)
        END;
END
$$;


ALTER FUNCTION app.notification_shows(reader uuid, what text, actor uuid, post uuid, comment uuid) OWNER TO app_owner;

--
-- Name: notifications_logged(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.notifications_logged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.event_log (type, audience, subject_id, owner_id)
    SELECT 'notification.created', 'person', a.id, a.user_id FROM added AS a ORDER BY a.created_at, a.id;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.notifications_logged() OWNER TO app_owner;

--
-- Name: notify_of_comments(uuid[], text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.notify_of_comments(ids uuid[], former text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.notifications (user_id, kind, actor_id, post_id, comment_id, created_at)
    SELECT DISTINCT ON (c.id, r.user_id) r.user_id, r.kind, c.author_id, c.post_id, c.id,
           greatest(c.created_at, c.edited_at, statement_timestamp())
    FROM unnest(ids, former) AS k (id, former)
    JOIN app.comments AS c ON c.id = k.id
    JOIN app.posts AS p ON p.id = c.post_id
    CROSS JOIN LATERAL (
        SELECT q.author_id AS user_id, 'reply' AS kind, 1 AS place
        FROM app.comments AS q
        WHERE q.id = c.parent_id AND k.former IS NULL
        UNION ALL
        SELECT p.author_id, 'comment', 2
        WHERE c.parent_id IS NULL AND k.former IS NULL
        UNION ALL
        SELECT u.id, 'mention', 3
        FROM unnest(app.mentions_added(c.body, k.former)) AS m (name)
        JOIN app.users AS u ON u.username_key = m.name AND u.deleted_at IS NULL) AS r
    WHERE app.wants_notification(r.user_id, c.author_id, c.post_id, r.kind)
    ORDER BY c.id, r.user_id, r.place
    ON CONFLICT DO NOTHING;
END
$$;


ALTER FUNCTION app.notify_of_comments(ids uuid[], former text[]) OWNER TO app_owner;

--
-- Name: notify_of_posts(uuid[], text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.notify_of_posts(ids uuid[], former text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.notifications (user_id, kind, actor_id, post_id, created_at)
    SELECT u.id, 'mention', p.author_id, p.id, greatest(p.published_at, p.edited_at, statement_timestamp())
    FROM unnest(ids, former) AS k (id, former)
    JOIN app.posts AS p ON p.id = k.id
    CROSS JOIN LATERAL unnest(app.mentions_added(p.body, k.former)) AS m (name)
    JOIN app.users AS u ON u.username_key = m.name AND u.deleted_at IS NULL
    WHERE app.wants_notification(u.id, p.author_id, p.id, 'mention')
    ORDER BY p.id, u.id
    ON CONFLICT DO NOTHING;
END
$$;


ALTER FUNCTION app.notify_of_posts(ids uuid[], former text[]) OWNER TO app_owner;

--
-- Name: origin(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.origin(OUT actor_id uuid, OUT actor_role text, OUT request_id text, OUT client_address inet) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    -- Checks the signature as well.
    who  CONSTANT record := app.actor();
    part CONSTANT text[] := string_to_array(current_setting('app.ctx', true), '|');
BEGIN
    actor_id := who.actor_id;
    actor_role := who.actor_role;
    IF cardinality(part) = 7 THEN
        request_id := nullif(part[5], '');
        client_address := nullif(part[6], '')::inet;
    END IF;
END
$$;


ALTER FUNCTION app.origin(OUT actor_id uuid, OUT actor_role text, OUT request_id text, OUT client_address inet) OWNER TO app_owner;

--
-- Name: own_addresses(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.own_addresses() RETURNS TABLE(occurred_at timestamp with time zone, id uuid, client_address inet)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    RETURN QUERY
        SELECT a.occurred_at, a.id, a.client_address
        FROM app.audit AS a
        WHERE a.owner_id = me AND a.actor_id = me AND a.client_address IS NOT NULL;
END
$$;


ALTER FUNCTION app.own_addresses() OWNER TO app_owner;

--
-- Name: plain_letters(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.plain_letters(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN CASE WHEN (octet_length(words) = char_length(words)) THEN words ELSE replace(replace(replace(app.without_accents(words), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text) END;


ALTER FUNCTION app.plain_letters(words text) OWNER TO app_owner;

--
-- Name: post_is_in_trash(uuid); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.post_is_in_trash(of_post uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT p.deleted_at IS NOT NULL FROM app.posts AS p WHERE p.id = of_post);
END
$$;


ALTER FUNCTION app.post_is_in_trash(of_post uuid) OWNER TO app_reader;

--
-- Name: post_is_public(text, timestamp with time zone); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_is_public(status text, deleted_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((status = 'published'::text) AND (deleted_at IS NULL));


ALTER FUNCTION app.post_is_public(status text, deleted_at timestamp with time zone) OWNER TO app_owner;

--
-- Name: post_is_shown(text, timestamp with time zone, uuid, uuid, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (app.post_is_public(status, deleted_at) OR (author_id = me) OR staff);


ALTER FUNCTION app.post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean) OWNER TO app_owner;

--
-- Name: post_likes_counted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_likes_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.post_likes_counted() OWNER TO app_owner;

--
-- Name: post_media_logged(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_media_logged() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.log_shown_files(ARRAY(SELECT DISTINCT c.post_id FROM changed AS c));
    RETURN NULL;
END
$$;


ALTER FUNCTION app.post_media_logged() OWNER TO app_owner;

--
-- Name: post_passes(uuid, text[], text, timestamp with time zone, jsonb, uuid[], text[], text[], uuid, timestamp with time zone, timestamp with time zone, text, jsonb); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_passes(author_id uuid, tags text[], language text, published_at timestamp with time zone, metadata jsonb, hidden uuid[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((author_id <> ALL (hidden)) AND ((all_tags IS NULL) OR (tags @> all_tags)) AND ((any_tags IS NULL) OR (tags && any_tags)) AND ((wanted_author IS NULL) OR (author_id = wanted_author)) AND ((wanted_from IS NULL) OR (published_at >= wanted_from)) AND ((wanted_to IS NULL) OR (published_at < wanted_to)) AND ((wanted_language IS NULL) OR (language = wanted_language)) AND ((wanted_metadata IS NULL) OR (metadata @> wanted_metadata)));


ALTER FUNCTION app.post_passes(author_id uuid, tags text[], language text, published_at timestamp with time zone, metadata jsonb, hidden uuid[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb) OWNER TO app_owner;

--
-- Name: post_stats_rolled_up(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_stats_rolled_up() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.post_stats_rolled_up() OWNER TO app_owner;

--
-- Name: post_words(text, text, text, text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.post_words(language text, title text, body text, tags text[]) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN setweight(app.search_words(language::regconfig, title), 'A')
        || setweight(app.search_words(language::regconfig, body), 'B')
        || setweight(app.search_words(language::regconfig, array_to_string(tags, ' ')), 'C');
END
$$;


ALTER FUNCTION app.post_words(language text, title text, body text, tags text[]) OWNER TO app_owner;

--
-- Name: posts_by_meaning(text, real[], text[], text[], uuid, timestamp with time zone, timestamp with time zone, text, jsonb, uuid, integer, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.posts_by_meaning(model text, query real[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, left_out uuid, effort integer, wanted integer) RETURNS TABLE(id uuid, similarity real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    hidden        CONSTANT uuid[] := app.hidden_authors();
    most          CONSTANT integer := least(wanted, 101);
    wanted_vector CONSTANT public.halfvec := query::public.halfvec;
    wanted_model  bigint;
    seen          uuid[] := '{}';
    near          record;
BEGIN
    SELECT m.id INTO wanted_model FROM app.embedding_models AS m WHERE m.name = model;
    PERFORM set_config('hnsw.ef_search', least(greatest(effort, most), 1000)::text, true),
            set_config('hnsw.iterative_scan', 'strict_order', true);
    FOR near IN
        SELECT e.post_id, e.embedding OPERATOR(public.<=>) wanted_vector AS distance
        FROM app.post_embeddings AS e
        JOIN app.posts AS p ON p.id = e.post_id
        WHERE e.model_id = wanted_model
          AND app.post_is_public(p.status, p.deleted_at)
          AND app.post_passes(
              p.author_id, p.tags, p.language, p.published_at, p.metadata,
              hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
          AND (left_out IS NULL OR p.id <> left_out)
        ORDER BY e.embedding OPERATOR(public.<=>) wanted_vector
        LIMIT most * 8
    LOOP
        CONTINUE WHEN near.post_id = ANY (seen);
        seen := seen || near.post_id;
        id := near.post_id;
        similarity := 1 - near.distance;
        RETURN NEXT;
        EXIT WHEN cardinality(seen) >= most;
    END LOOP;
END
$$;


ALTER FUNCTION app.posts_by_meaning(model text, query real[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, left_out uuid, effort integer, wanted integer) OWNER TO app_reader;

--
-- Name: posts_canonical_tags(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_canonical_tags() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.share_tags(NEW.tags);

    IF EXISTS (SELECT FROM app.tag_aliases AS a WHERE a.alias = ANY (NEW.tags)) THEN
        NEW.tags := ARRAY(
            SELECT m.tag
            FROM (SELECT coalesce(a.tag, t.tag) AS tag, min(t.place) AS place
                  FROM unnest(NEW.tags) WITH ORDINALITY AS t (tag, place)
                  LEFT JOIN app.tag_aliases AS a ON a.alias = t.tag
                  GROUP BY 1) AS m
            ORDER BY m.place);
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.posts_canonical_tags() OWNER TO app_owner;

--
-- Name: posts_deleted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.posts_deleted() OWNER TO app_owner;

--
-- Name: posts_edited(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_edited() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.edited_at := now();
    RETURN NEW;
END
$$;


ALTER FUNCTION app.posts_edited() OWNER TO app_owner;

--
-- Name: posts_guard_hidden(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_guard_hidden() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_staff() THEN
        RAISE EXCEPTION 'only a moderator hides a post or shows it again' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.posts_guard_hidden() OWNER TO app_owner;

--
-- Name: posts_inserted(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_inserted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.posts_inserted() OWNER TO app_owner;

--
-- Name: posts_leave_rollups(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_leave_rollups() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.posts_leave_rollups() OWNER TO app_owner;

--
-- Name: posts_search_vector(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.search_vector := app.post_words(NEW.language, NEW.title, NEW.body, NEW.tags);
    RETURN NEW;
END
$$;


ALTER FUNCTION app.posts_search_vector() OWNER TO app_owner;

--
-- Name: posts_updated(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.posts_updated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.posts_updated() OWNER TO app_owner;

--
-- Name: webhook_deliveries; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.webhook_deliveries (
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    batch bigint NOT NULL,
    log_id bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    audience text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    subject_id uuid NOT NULL,
    post_id uuid,
    comment_id uuid,
    owner_id uuid NOT NULL,
    user_id uuid,
    subject_version integer,
    state text DEFAULT 'waiting'::text NOT NULL,
    is_sent boolean DEFAULT false NOT NULL,
    due_at timestamp with time zone,
    lease_until timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    fencing_token integer DEFAULT 0 NOT NULL,
    first_attempt_at timestamp with time zone,
    attempted_at timestamp with time zone,
    status integer,
    duration_ms integer,
    error text,
    response text,
    finished_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT webhook_deliveries_due_at_check CHECK (((due_at IS NULL) OR (state = 'waiting'::text))),
    CONSTRAINT webhook_deliveries_error_check CHECK ((char_length(error) <= 200)),
    CONSTRAINT webhook_deliveries_finished_at_check CHECK (((state = 'waiting'::text) = (finished_at IS NULL))),
    CONSTRAINT webhook_deliveries_lease_until_check CHECK (((lease_until IS NULL) OR (due_at IS NOT NULL))),
    CONSTRAINT webhook_deliveries_response_check CHECK ((octet_length(response) <= 4096)),
    CONSTRAINT webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'succeeded'::text, 'dead'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');

ALTER TABLE ONLY app.webhook_deliveries FORCE ROW LEVEL SECURITY;


ALTER TABLE app.webhook_deliveries OWNER TO app_owner;

--
-- Name: TABLE webhook_deliveries; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.webhook_deliveries IS 'An event for a subscription, and what became of it. The id is computed from both, so that a repetition has the same. Natural key: none, since id stands for webhook_id with event_id.';


--
-- Name: COLUMN webhook_deliveries.batch; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.batch IS 'With log_id the position of the event in the log; 0 for a test.';


--
-- Name: COLUMN webhook_deliveries.subject_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.subject_id IS 'Deliveries of one subject to one webhook keep the order of the log.';


--
-- Name: COLUMN webhook_deliveries.post_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.post_id IS 'As in the event log.';


--
-- Name: COLUMN webhook_deliveries.comment_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.comment_id IS 'As in the event log.';


--
-- Name: COLUMN webhook_deliveries.user_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.user_id IS 'As in the event log.';


--
-- Name: COLUMN webhook_deliveries.subject_version; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.subject_version IS 'The version of the event log.';


--
-- Name: COLUMN webhook_deliveries.state; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.state IS 'dead: every attempt failed. One that is withheld is deleted.';


--
-- Name: COLUMN webhook_deliveries.is_sent; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.is_sent IS 'Whether an attempt ended, which is after its owner was found to see the event. Others are shown to no one.';


--
-- Name: COLUMN webhook_deliveries.due_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.due_at IS 'Null when it has ended, or waits behind an earlier one of its subject.';


--
-- Name: COLUMN webhook_deliveries.lease_until; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.lease_until IS 'Until then a worker attempts it; null when none does.';


--
-- Name: COLUMN webhook_deliveries.fencing_token; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.fencing_token IS 'Claims in all. An outcome is stored for the current one only.';


--
-- Name: COLUMN webhook_deliveries.first_attempt_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.first_attempt_at IS 'Null before it.';


--
-- Name: COLUMN webhook_deliveries.attempted_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.attempted_at IS 'The last attempt; null before the first.';


--
-- Name: COLUMN webhook_deliveries.status; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.status IS 'Of the last response; null when there was none.';


--
-- Name: COLUMN webhook_deliveries.duration_ms; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.duration_ms IS 'Of the last attempt; null before the first.';


--
-- Name: COLUMN webhook_deliveries.error; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.error IS 'Why the last attempt failed; null when it succeeded, and before the first.';


--
-- Name: COLUMN webhook_deliveries.response; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.response IS 'The beginning of the body of the last response; null for none.';


--
-- Name: COLUMN webhook_deliveries.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_deliveries.finished_at IS 'Null while it waits.';


--
-- Name: promote_webhook_deliveries(uuid[], uuid[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.promote_webhook_deliveries(of_webhooks uuid[], of_subjects uuid[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 UPDATE app.webhook_deliveries AS d SET due_at = statement_timestamp()
   WHERE (d.id IN ( SELECT f.id
            FROM (( SELECT DISTINCT u.webhook_id,
                     u.subject_id
                    FROM UNNEST(promote_webhook_deliveries.of_webhooks, promote_webhook_deliveries.of_subjects) u(webhook_id, subject_id)) s
              CROSS JOIN LATERAL ( SELECT n.id
                    FROM app.webhook_deliveries n
                   WHERE ((n.webhook_id = s.webhook_id) AND (n.subject_id = s.subject_id) AND (n.state = 'waiting'::text))
                   ORDER BY n.batch, n.log_id
                  LIMIT 1) f)
           WHERE (NOT (EXISTS ( SELECT
                    FROM app.webhook_deliveries o
                   WHERE ((o.webhook_id = s.webhook_id) AND (o.subject_id = s.subject_id) AND (o.state = 'waiting'::text) AND (o.due_at IS NOT NULL)))))));
END;


ALTER FUNCTION app.promote_webhook_deliveries(of_webhooks uuid[], of_subjects uuid[]) OWNER TO app_owner;

--
-- Name: purge_events(interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_events(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    until CONSTANT timestamptz := statement_timestamp() - greatest(kept, interval '1 day');
    floor CONSTANT bigint := app.last_restored_event();
    before timestamptz;
    done  integer;
    gone  integer;
BEGIN
    PERFORM app.require_actor('system');

    done := app.make_partitions('event_log', 'day', 3);

    IF floor > 0 THEN
        DELETE FROM app.event_log AS e
        WHERE (e.id, e.occurred_at) IN (
            SELECT o.id, o.occurred_at FROM app.event_log AS o WHERE o.id <= floor ORDER BY o.id LIMIT most);
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone > 0 THEN
            RETURN done + gone;
        END IF;
    END IF;

    DELETE FROM app.event_batches AS b
    WHERE b.id IN (
        SELECT o.id
        FROM app.event_batches AS o
        WHERE o.created_at < until
          AND o.id < (SELECT max(n.id) FROM app.event_batches AS n)
        ORDER BY o.id
        LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    done := done + gone;

    SELECT least(until - interval '1 day', min(b.first_at) FILTER (WHERE b.event_count > 0)) INTO before FROM app.event_batches AS b;
    done := done + app.drop_partitions('event_log', before);

    DELETE FROM app.event_log_default AS e
    WHERE e.ctid = ANY (ARRAY(SELECT o.ctid FROM app.event_log_default AS o WHERE o.occurred_at < before LIMIT most));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN done + gone;
END
$$;


ALTER FUNCTION app.purge_events(kept interval, most integer) OWNER TO app_owner;

--
-- Name: purge_idempotency_keys(integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_idempotency_keys(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    gone integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.idempotency_keys AS k
    USING (SELECT o.owner_id, o.key_hash
           FROM app.idempotency_keys AS o
           WHERE o.expires_at < now()
           ORDER BY o.expires_at
           LIMIT most
           FOR UPDATE SKIP LOCKED) AS old
    WHERE k.owner_id = old.owner_id
      AND k.key_hash = old.key_hash;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;


ALTER FUNCTION app.purge_idempotency_keys(most integer) OWNER TO app_owner;

--
-- Name: purge_jobs(interval, interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_jobs(succeeded_for interval, others_for interval, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    succeeded integer;
    others integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.jobs AS j
    USING (SELECT o.id
           FROM app.jobs AS o
           WHERE o.state = 'succeeded'
             AND o.finished_at < statement_timestamp() - succeeded_for
           ORDER BY o.finished_at
           LIMIT most
           FOR UPDATE SKIP LOCKED) AS old
    WHERE j.id = old.id;
    GET DIAGNOSTICS succeeded = ROW_COUNT;

    DELETE FROM app.jobs AS j
    USING (SELECT o.id
           FROM app.jobs AS o
           WHERE o.state IN ('failed', 'cancelled')
             AND o.finished_at < statement_timestamp() - others_for
           ORDER BY o.finished_at
           LIMIT most - succeeded
           FOR UPDATE SKIP LOCKED) AS old
    WHERE j.id = old.id;
    GET DIAGNOSTICS others = ROW_COUNT;
    RETURN succeeded + others;
END
$$;


ALTER FUNCTION app.purge_jobs(succeeded_for interval, others_for interval, most integer) OWNER TO app_owner;

--
-- Name: purge_notifications(interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_notifications(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    done      integer;
    forgotten integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.notifications AS n
    WHERE n.id = ANY (ARRAY(
        SELECT o.id
        FROM app.notifications AS o
        WHERE o.created_at < statement_timestamp() - kept
        ORDER BY o.created_at
        LIMIT most
        FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS done = ROW_COUNT;

    DELETE FROM app.withdrawn_likes AS w
    WHERE (w.user_id, w.content_id) IN (
        SELECT o.user_id, o.content_id
        FROM app.withdrawn_likes AS o
        WHERE o.withdrawn_at < statement_timestamp() - kept
        ORDER BY o.withdrawn_at
        LIMIT most - done
        FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN done + forgotten;
END
$$;


ALTER FUNCTION app.purge_notifications(kept interval, most integer) OWNER TO app_owner;

--
-- Name: purge_sessions(integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_sessions(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    purged integer := 0;
    gone   integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.user_sessions
    WHERE id IN (
        SELECT id
        FROM app.user_sessions
        WHERE expires_at < now() - interval '30 days'
        ORDER BY expires_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.one_time_tokens
    WHERE token_hash IN (
        SELECT token_hash
        FROM app.one_time_tokens
        WHERE expires_at < now() - interval '7 days'
        ORDER BY expires_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.mail_outbox
    WHERE id IN (
        SELECT id
        FROM app.mail_outbox
        WHERE created_at < now() - interval '30 days'
          AND state <> 'waiting'
        ORDER BY created_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.registrations
    WHERE id IN (
        SELECT id
        FROM app.registrations
        WHERE expires_at < now()
        ORDER BY expires_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.security_events
    WHERE id IN (
        SELECT id
        FROM app.security_events
        WHERE at < now() - interval '400 days'
        ORDER BY at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN purged + gone;
END
$$;


ALTER FUNCTION app.purge_sessions(most integer) OWNER TO app_owner;

--
-- Name: purge_trash(interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_trash(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    blank   CONSTANT text := '(erased)';
    below   CONSTANT integer := 50 * most;
    batch   uuid[];
    needed  uuid[];
    gone    uuid[];
    threads uuid[];
    taken   integer;
    done    integer := 0;
BEGIN
    PERFORM app.require_actor('system');

    batch := ARRAY(
        SELECT p.id
        FROM app.posts AS p
        WHERE p.deleted_by IN ('author', 'staff')
          AND p.deleted_at < statement_timestamp() - kept
          AND NOT EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.post_id = p.id AND m.status IN ('open', 'appealed'))
        ORDER BY p.deleted_at, p.id
        LIMIT most
        FOR UPDATE SKIP LOCKED);
    IF cardinality(batch) > 0 THEN
        needed := ARRAY(
            SELECT p.id
            FROM app.posts AS p
            WHERE p.id = ANY (batch)
              AND (EXISTS (SELECT FROM app.comments AS c WHERE c.post_id = p.id AND c.author_id <> p.author_id)
                   OR EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.post_id = p.id)
                   OR EXISTS (SELECT FROM app.moderation_cases AS m JOIN app.comments AS c ON c.id = m.comment_id WHERE c.post_id = p.id)));

        gone := ARRAY(SELECT b.id FROM unnest(batch) AS b (id) WHERE b.id <> ALL (needed));
        taken := app.drain_posts(batch, gone, batch, below);
        IF taken >= below THEN
            RETURN taken;
        END IF;

        threads := ARRAY(SELECT c.id FROM app.comments AS c WHERE c.post_id = ANY (gone));
        DELETE FROM app.posts AS p WHERE p.id = ANY (gone);
        DELETE FROM app.post_media AS s WHERE s.post_id = ANY (needed);
        UPDATE app.posts AS p
        SET title = blank,
            body = blank,
            tags = '{}',
            metadata = '{}',
            deleted_by = 'retention'
        WHERE p.id = ANY (needed);
        DELETE FROM app.audit AS a
        WHERE a.row_id = ANY (batch || threads) AND a.table_name IN ('posts', 'comments') AND a.operation <> 'delete';
        done := cardinality(batch);
    END IF;

    batch := ARRAY(
        SELECT c.id
        FROM app.comments AS c
        WHERE c.deleted_by IN ('author', 'staff')
          AND c.deleted_at < statement_timestamp() - kept
          AND NOT EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.comment_id = c.id AND m.status IN ('open', 'appealed'))
        ORDER BY c.deleted_at, c.id
        LIMIT most - done
        FOR UPDATE SKIP LOCKED);
    IF cardinality(batch) > 0 THEN
        needed := ARRAY(
            SELECT b.id
            FROM unnest(batch) AS b (id)
            WHERE EXISTS (SELECT FROM app.comments AS r WHERE r.parent_id = b.id)
               OR EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.comment_id = b.id));
        DELETE FROM app.comment_likes AS l
        WHERE l.ctid = ANY (ARRAY(
            SELECT o.ctid FROM app.comment_likes AS o WHERE o.comment_id = ANY (batch) ORDER BY o.comment_id LIMIT below FOR UPDATE));
        GET DIAGNOSTICS taken = ROW_COUNT;
        IF taken >= below THEN
            RETURN done + taken;
        END IF;

        DELETE FROM app.comments AS c WHERE c.id = ANY (batch) AND c.id <> ALL (needed);
        UPDATE app.comments AS c
        SET body = blank,
            edited_at = NULL,
            deleted_by = 'retention'
        WHERE c.id = ANY (needed);
        DELETE FROM app.audit AS a WHERE a.row_id = ANY (batch) AND a.table_name = 'comments' AND a.operation <> 'delete';
        done := done + cardinality(batch);
    END IF;

    RETURN done;
END
$$;


ALTER FUNCTION app.purge_trash(kept interval, most integer) OWNER TO app_owner;

--
-- Name: purge_webhook_deliveries(interval, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.purge_webhook_deliveries(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    before CONSTANT timestamptz := statement_timestamp() - kept;
    purged   integer := app.remove_deleted_webhooks(NULL, most);
    ended    integer;
    webhooks uuid[];
    subjects uuid[];
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.webhook_deliveries AS d
    WHERE d.id IN (SELECT o.id
                   FROM app.webhook_deliveries AS o
                   WHERE o.finished_at < before
                   ORDER BY o.finished_at
                   LIMIT most - purged
                   FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS ended = ROW_COUNT;
    purged := purged + ended;
    IF purged = most THEN
        RETURN purged;
    END IF;

    WITH gone AS (
        DELETE FROM app.webhook_deliveries AS d
        WHERE d.id IN (SELECT o.id
                       FROM app.webhooks AS w
                       JOIN app.users AS u ON u.id = w.owner_id
                       JOIN app.webhook_deliveries AS o ON o.webhook_id = w.id
                       WHERE NOT (w.is_active AND u.is_active)
                         AND o.state = 'waiting'
                         AND o.created_at < before
                         AND o.lease_until IS NULL
                       LIMIT most - purged
                       FOR UPDATE OF o SKIP LOCKED)
        RETURNING d.webhook_id, d.subject_id
    )
    SELECT purged + count(*), array_agg(g.webhook_id), array_agg(g.subject_id) INTO purged, webhooks, subjects FROM gone AS g;
    IF webhooks IS NOT NULL THEN
        PERFORM app.promote_webhook_deliveries(webhooks, subjects);
    END IF;
    RETURN purged;
END
$$;


ALTER FUNCTION app.purge_webhook_deliveries(kept interval, most integer) OWNER TO app_owner;

--
-- Name: queue_digests(timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.queue_digests(at timestamp with time zone, after_user uuid, wanted integer, OUT last_user uuid, OUT queued integer) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    today CONSTANT date := (at AT TIME ZONE 'UTC')::date;
    page  uuid[];
BEGIN
    PERFORM app.require_actor('system');

    page := ARRAY(
        SELECT p.user_id
        FROM app.user_preferences AS p
        WHERE p.document @> '{"notifications": {"email": true}}' AND p.user_id > after_user
        ORDER BY p.user_id
        LIMIT wanted);
    last_user := page[cardinality(page)];

    WITH due AS (
        SELECT u.id
        FROM app.users AS u
        JOIN app.user_preferences AS p ON p.user_id = u.id
        LEFT JOIN app.notification_digests AS d ON d.user_id = u.id
        CROSS JOIN LATERAL (SELECT coalesce(p.document #>> '{notifications,digest}', 'daily') AS often) AS w
        WHERE u.id = ANY (page)
          AND u.deleted_at IS NULL
          AND u.is_active
          AND u.email IS NOT NULL
          AND u.email_verified_at IS NOT NULL
          AND w.often <> 'never'
          AND (d.sent_at IS NULL OR (d.sent_at AT TIME ZONE 'UTC')::date <= today - CASE w.often WHEN 'weekly' THEN 7 ELSE 1 END)
          AND EXISTS (
              SELECT
              FROM (SELECT r.user_id, r.kind, r.actor_id, r.post_id, r.comment_id
                    FROM app.notifications AS r
                    WHERE r.user_id = u.id
                      AND r.read_at IS NULL
                      AND r.created_at > coalesce(d.sent_at - interval '1 day', '-infinity')
                      AND (d.snapshot IS NULL OR NOT pg_visible_in_snapshot(r.xid, d.snapshot))
                    ORDER BY r.created_at DESC, r.id DESC
                    LIMIT 1000) AS n
              WHERE app.notification_shows(n.user_id, n.kind, n.actor_id, n.post_id, n.comment_id))
    ), claimed AS (
        INSERT INTO app.notification_digests AS k (user_id, sent_at, snapshot)
        SELECT d.id, at, pg_current_snapshot() FROM due AS d ORDER BY d.id
        ON CONFLICT (user_id) DO UPDATE SET sent_at = excluded.sent_at, snapshot = excluded.snapshot
        WHERE (k.sent_at AT TIME ZONE 'UTC')::date < today
        RETURNING k.user_id
    )
    INSERT INTO app.mail_outbox (id, kind, recipient, created_at, user_id)
    SELECT gen_random_uuid(), 'notification_digest', u.email, at, u.id
    FROM claimed AS c
    JOIN app.users AS u ON u.id = c.user_id
    ON CONFLICT (kind, recipient_key) WHERE state = 'waiting' DO NOTHING;
    GET DIAGNOSTICS queued = ROW_COUNT;
END
$$;


ALTER FUNCTION app.queue_digests(at timestamp with time zone, after_user uuid, wanted integer, OUT last_user uuid, OUT queued integer) OWNER TO app_owner;

--
-- Name: queue_new_posts_for_embedding(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.queue_new_posts_for_embedding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.embedding_queue (post_id, model_id)
    SELECT a.id, m.id
    FROM added AS a
    CROSS JOIN app.embedding_models AS m
    WHERE a.status = 'published'
      AND a.deleted_at IS NULL;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.queue_new_posts_for_embedding() OWNER TO app_owner;

--
-- Name: queue_post_for_embedding(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.queue_post_for_embedding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- What is no longer shown leaves no trace here, whether or not a worker runs; one that embeds it just now finds no entry to end.
    IF NEW.status <> 'published' OR NEW.deleted_at IS NOT NULL THEN
        DELETE FROM app.embedding_queue AS q WHERE q.post_id = NEW.id;
        DELETE FROM app.post_embeddings AS e WHERE e.post_id = NEW.id;
        RETURN NULL;
    END IF;

    INSERT INTO app.embedding_queue AS q (post_id, model_id)
    SELECT NEW.id, m.id
    FROM app.embedding_models AS m
    ON CONFLICT (post_id, model_id) DO UPDATE
    SET edition = gen_random_uuid(),
        due_at = now(),
        attempts = 0,
        error = NULL;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.queue_post_for_embedding() OWNER TO app_owner;

--
-- Name: read_events(text, bigint, bigint, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.read_events(of_log text, after_batch bigint, after_id bigint, wanted integer) RETURNS TABLE(log_name text, batch bigint, id bigint, event_id uuid, type text, audience text, occurred_at timestamp with time zone, subject_id uuid, post_id uuid, comment_id uuid, owner_id uuid, user_id uuid, version integer, has_more boolean)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    name  CONSTANT text := app.event_log_name();
    place record;
    event record;
    found_here integer := 0;
BEGIN
    PERFORM app.require_actor('system');
    SELECT * INTO place FROM app.require_event_position(of_log, after_batch, after_id);
    FOR event IN SELECT e.* FROM app.events_after(place.batch, place.id, wanted) AS e LOOP
        found_here := found_here + 1;
        place.batch := event.batch;
        place.id := event.id;
        RETURN QUERY SELECT
            name, event.batch, event.id, event.event_id, event.type, event.audience, event.occurred_at, event.subject_id, event.post_id,
            event.comment_id, event.owner_id, event.user_id, event.version, true;
    END LOOP;
    RETURN QUERY SELECT
        name, place.batch, place.id, NULL::uuid, NULL::text, NULL::text, NULL::timestamptz, NULL::uuid, NULL::uuid, NULL::uuid, NULL::uuid,
        NULL::uuid, NULL::integer, found_here >= wanted;
END
$$;


ALTER FUNCTION app.read_events(of_log text, after_batch bigint, after_id bigint, wanted integer) OWNER TO app_owner;

--
-- Name: read_hidden_notifications(timestamp with time zone, uuid, integer, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.read_hidden_notifications(at timestamp with time zone, after_user uuid, wanted integer, walked integer, OUT last_user uuid, OUT marked integer) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    page   uuid[] := '{}';
    reader uuid := after_user;
BEGIN
    PERFORM app.require_actor('system');

    -- A step a person through the index, however many notifications each has.
    WHILE cardinality(page) < wanted LOOP
        reader := (
            SELECT n.user_id
            FROM app.notifications AS n
            WHERE n.read_at IS NULL AND n.user_id > reader
            ORDER BY n.user_id
            LIMIT 1);
        EXIT WHEN reader IS NULL;
        page := page || reader;
    END LOOP;
    last_user := page[cardinality(page)];

    UPDATE app.notifications AS n
    SET read_at = at
    WHERE n.read_at IS NULL
      AND n.id = ANY (ARRAY(
        SELECT b.id
        FROM unnest(page) AS u (id)
        CROSS JOIN LATERAL (
            SELECT o.id, o.user_id, o.kind, o.actor_id, o.post_id, o.comment_id, o.created_at
            FROM app.notifications AS o
            WHERE o.user_id = u.id AND o.read_at IS NULL
            ORDER BY o.created_at DESC, o.id DESC
            LIMIT walked) AS b
        WHERE EXISTS (
                SELECT FROM app.notifications AS o WHERE o.user_id = u.id AND o.read_at IS NULL OFFSET 100 LIMIT 1)
          AND b.created_at < at - interval '1 day'
          AND NOT app.notification_shows(b.user_id, b.kind, b.actor_id, b.post_id, b.comment_id)));
    GET DIAGNOSTICS marked = ROW_COUNT;
END
$$;


ALTER FUNCTION app.read_hidden_notifications(at timestamp with time zone, after_user uuid, wanted integer, walked integer, OUT last_user uuid, OUT marked integer) OWNER TO app_owner;

--
-- Name: read_notifications(uuid, integer, timestamp with time zone); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.read_notifications(up_to uuid, most integer, at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    me    CONSTANT uuid := app.actor_id();
    place record;
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin');

    SELECT n.created_at, n.id INTO place
    FROM app.notifications AS n
    WHERE n.id = up_to
      AND n.user_id = me
      AND app.notification_shows(n.user_id, n.kind, n.actor_id, n.post_id, n.comment_id);
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    UPDATE app.notifications AS n
    SET read_at = at
    WHERE n.id = ANY (ARRAY(
        SELECT b.id
        FROM app.notifications AS b
        WHERE b.user_id = me
          AND b.read_at IS NULL
          AND (b.created_at, b.id) <= (place.created_at, place.id)
        ORDER BY b.created_at DESC, b.id DESC
        LIMIT most))
      AND n.read_at IS NULL;
    RETURN true;
END
$$;


ALTER FUNCTION app.read_notifications(up_to uuid, most integer, at timestamp with time zone) OWNER TO app_owner;

--
-- Name: record_views(uuid[], uuid[], boolean[], timestamp with time zone[], interval); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.record_views(posts uuid[], readers uuid[], signed_in boolean[], seen timestamp with time zone[], within interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.record_views(posts uuid[], readers uuid[], signed_in boolean[], seen timestamp with time zone[], within interval) OWNER TO app_owner;

--
-- Name: release_jobs(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.release_jobs() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    released integer;
BEGIN
    PERFORM app.require_actor('system');

    WITH expired AS (
        SELECT j.id,
               CASE WHEN j.cancel_requested_at IS NOT NULL THEN 'cancelled'
                    WHEN j.attempt >= j.attempts_max THEN 'failed'
                    ELSE 'queued' END AS next_state
        FROM app.jobs AS j
        WHERE j.state = 'running'
          AND j.lease_until < statement_timestamp()
        FOR UPDATE SKIP LOCKED
    )
    UPDATE app.jobs AS j
    SET state = e.next_state,
        worker = NULL,
        lease_until = NULL,
        error_code = 'job.lease_lost',
        error_message = 'The worker stopped without storing an outcome.',
        finished_at = CASE WHEN e.next_state <> 'queued' THEN statement_timestamp() END
    FROM expired AS e
    WHERE j.id = e.id;
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released;
END
$$;


ALTER FUNCTION app.release_jobs() OWNER TO app_owner;

--
-- Name: remove_deleted_webhooks(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.remove_deleted_webhooks(of_owner uuid, most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    removed integer;
    gone    integer;
BEGIN
    DELETE FROM app.webhook_deliveries AS d
    WHERE d.id = ANY (ARRAY(
        SELECT o.id
        FROM app.webhooks AS w
        JOIN app.webhook_deliveries AS o ON o.webhook_id = w.id
        WHERE w.deleted_at IS NOT NULL
          AND (of_owner IS NULL OR w.owner_id = of_owner)
        LIMIT most
        FOR UPDATE OF o SKIP LOCKED));
    GET DIAGNOSTICS removed = ROW_COUNT;

    DELETE FROM app.webhooks AS w
    WHERE w.id = ANY (ARRAY(
        SELECT e.id
        FROM app.webhooks AS e
        WHERE e.deleted_at IS NOT NULL
          AND (of_owner IS NULL OR e.owner_id = of_owner)
          AND NOT EXISTS (SELECT FROM app.webhook_deliveries AS d WHERE d.webhook_id = e.id)
        LIMIT most - removed
        FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN removed + gone;
END
$$;


ALTER FUNCTION app.remove_deleted_webhooks(of_owner uuid, most integer) OWNER TO app_owner;

--
-- Name: remove_member(jsonb, text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.remove_member(document jsonb, path text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    FOR level IN 0 .. cardinality(path) - 1 LOOP
        IF jsonb_typeof(document #> path[1:level]) <> 'object' OR NOT document #> path[1:level] ? path[level + 1] THEN
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN document #- path;
END
$$;


ALTER FUNCTION app.remove_member(document jsonb, path text[]) OWNER TO app_owner;

--
-- Name: replace_tag(text, text, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.replace_tag(old_tag text, new_tag text, must_exist boolean) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    changed integer;
BEGIN
    PERFORM app.require_actor('moderator', 'admin', 'system');

    PERFORM pg_advisory_xact_lock(1952540531, b.bucket)
    FROM (SELECT DISTINCT hashtext(n.tag) & 63 AS bucket FROM (VALUES (old_tag), (new_tag)) AS n (tag) ORDER BY bucket) AS b;

    IF NOT EXISTS (SELECT FROM app.posts AS p WHERE p.tags @> ARRAY[old_tag]) THEN
        RETURN NULL;
    ELSIF must_exist <> EXISTS (SELECT FROM app.posts AS p WHERE p.tags @> ARRAY[new_tag]) THEN
        RETURN NULL;
    END IF;

    DELETE FROM app.tag_aliases AS a WHERE a.alias = new_tag;
    UPDATE app.tag_aliases AS a SET tag = new_tag WHERE a.tag = old_tag;
    INSERT INTO app.tag_aliases (alias, tag) VALUES (old_tag, new_tag);

    PERFORM FROM app.posts AS p WHERE p.tags @> ARRAY[old_tag] ORDER BY p.id FOR NO KEY UPDATE;
    UPDATE app.posts AS p SET tags = p.tags WHERE p.tags @> ARRAY[old_tag];
    GET DIAGNOSTICS changed = ROW_COUNT;

    INSERT INTO app.moderation_log (action, subject, tag, into_tag, done_by)
    VALUES (CASE WHEN must_exist THEN 'merged' ELSE 'renamed' END, 'tag', old_tag, new_tag, app.actor_role());
    RETURN changed;
END
$$;


ALTER FUNCTION app.replace_tag(old_tag text, new_tag text, must_exist boolean) OWNER TO app_owner;

--
-- Name: replay_webhook(uuid, bigint, bigint, integer, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.replay_webhook(of_webhook uuid, INOUT after_batch bigint, INOUT after_id bigint, most integer, waiting_max integer) RETURNS SETOF record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    target   app.webhooks;
    again    uuid[];
    subjects uuid[];
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin');

    SELECT w.* INTO target FROM app.webhooks AS w WHERE w.id = of_webhook AND w.owner_id = app.actor_id() AND w.is_active;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    PERFORM FROM app.webhook_cursor AS c FOR SHARE;
    PERFORM pg_advisory_xact_lock(hashtextextended('app.webhook_replays ' || of_webhook, 0));
    IF app.webhook_is_crowded(of_webhook, waiting_max / 2) THEN
        after_batch := NULL;
        after_id := NULL;
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT p.batch, p.id INTO after_batch, after_id
    FROM app.require_event_position(
        app.event_log_name(), CASE WHEN (after_batch, after_id) <> (0, 0) THEN after_batch END, after_id) AS p;
    WITH events AS MATERIALIZED (
        SELECT * FROM app.events_after(after_batch, after_id, most)
    ), made AS (
        INSERT INTO app.webhook_deliveries AS d (
            id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, post_id, comment_id, owner_id, user_id,
            subject_version, created_at)
        SELECT md5(target.id::text || e.event_id::text)::uuid, target.id, e.batch, e.id, e.event_id, e.type, e.audience, e.occurred_at,
               e.subject_id, e.post_id, e.comment_id, e.owner_id, e.user_id, e.version, statement_timestamp()
        FROM events AS e
        WHERE target.event_types && ARRAY['*', e.type, split_part(e.type, '.', 1) || '.*']
          AND (target.author_id IS NULL
               OR (target.author_id = e.owner_id AND (target.owner_id = e.owner_id OR app.event_names_owner(e.audience))))
          AND (target.post_id IS NULL OR target.post_id = e.post_id)
          AND (e.audience NOT IN ('person', 'staff', 'admins') OR e.owner_id = target.owner_id OR app.is_staff())
        ON CONFLICT (id) DO UPDATE
        SET state = 'waiting',
            attempt = 0,
            first_attempt_at = NULL,
            finished_at = NULL
        WHERE d.state <> 'waiting'
        RETURNING d.webhook_id, d.subject_id
    )
    SELECT (SELECT array_agg(m.webhook_id ORDER BY m.subject_id) FROM made AS m),
           (SELECT array_agg(m.subject_id ORDER BY m.subject_id) FROM made AS m),
           coalesce((SELECT e.batch FROM events AS e ORDER BY e.batch DESC, e.id DESC LIMIT 1), after_batch),
           coalesce((SELECT e.id FROM events AS e ORDER BY e.batch DESC, e.id DESC LIMIT 1), after_id)
    INTO again, subjects, after_batch, after_id;
    IF again IS NOT NULL THEN
        PERFORM app.lock_webhook_order(again, subjects);
        PERFORM app.promote_webhook_deliveries(again, subjects);
    END IF;
    PERFORM pg_notify('agora_webhooks', '');
    RETURN NEXT;
END
$$;


ALTER FUNCTION app.replay_webhook(of_webhook uuid, INOUT after_batch bigint, INOUT after_id bigint, most integer, waiting_max integer) OWNER TO app_owner;

--
-- Name: replay_webhook_delivery(uuid, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.replay_webhook_delivery(of_webhook uuid, of_delivery uuid, waiting_max integer) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    again app.webhook_deliveries;
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin');

    PERFORM FROM app.webhooks AS w WHERE w.id = of_webhook AND w.owner_id = app.actor_id() AND w.is_active;
    IF NOT FOUND THEN
        RETURN 'missing';
    END IF;

    PERFORM FROM app.webhook_cursor AS c FOR SHARE;
    PERFORM pg_advisory_xact_lock(hashtextextended('app.webhook_replays ' || of_webhook, 0));
    SELECT d.* INTO again
    FROM app.webhook_deliveries AS d
    WHERE d.id = of_delivery AND d.webhook_id = of_webhook AND d.is_sent
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'missing';
    END IF;

    IF again.state = 'waiting' THEN
        RETURN 'waiting';
    END IF;

    IF app.webhook_is_crowded(of_webhook, waiting_max / 2) THEN
        RETURN 'crowded';
    END IF;

    UPDATE app.webhook_deliveries AS d
    SET state = 'waiting',
        attempt = 0,
        first_attempt_at = NULL,
        finished_at = NULL
    WHERE d.id = of_delivery;
    PERFORM app.lock_webhook_order(ARRAY[of_webhook], ARRAY[again.subject_id]);
    PERFORM app.promote_webhook_deliveries(ARRAY[of_webhook], ARRAY[again.subject_id]);
    PERFORM pg_notify('agora_webhooks', '');
    RETURN 'queued';
END
$$;


ALTER FUNCTION app.replay_webhook_delivery(of_webhook uuid, of_delivery uuid, waiting_max integer) OWNER TO app_owner;

--
-- Name: require_actor(text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.require_actor(VARIADIC roles text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF app.actor_role() <> ALL (roles) AND NOT pg_has_role(session_user, 'app_owner', 'MEMBER') THEN
        RAISE EXCEPTION 'the actor must be: %', array_to_string(roles, ' or ') USING ERRCODE = '42501';
    END IF;
END
$$;


ALTER FUNCTION app.require_actor(VARIADIC roles text[]) OWNER TO app_owner;

--
-- Name: require_current_rights(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.require_current_rights(of_session uuid, of_version integer) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM
    FROM app.user_sessions AS s
    JOIN app.users AS u ON u.id = s.user_id
    WHERE s.id = of_session
      AND s.revoked_at IS NULL
      AND u.security_version = of_version
      AND u.is_active
      AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the session has ended, or the rights of its account have changed' USING ERRCODE = 'AG001';
    END IF;
END
$$;


ALTER FUNCTION app.require_current_rights(of_session uuid, of_version integer) OWNER TO app_owner;

--
-- Name: require_event_position(text, bigint, bigint); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.require_event_position(of_log text, INOUT batch bigint, INOUT id bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    oldest app.event_batches;
    newest bigint;
BEGIN
    SELECT * INTO STRICT oldest FROM app.event_batches AS b ORDER BY b.id LIMIT 1;
    SELECT max(b.id) INTO newest FROM app.event_batches AS b;
    IF batch IS NULL THEN
        batch := oldest.id;
        id := oldest.last_id;
    ELSIF of_log <> app.event_log_name() OR batch > newest THEN
        RAISE EXCEPTION 'the position is none of this log'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_batches_known_check';
    ELSIF batch < oldest.id OR (batch = oldest.id AND id < oldest.last_id) THEN
        RAISE EXCEPTION 'events after the position are no longer kept'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_batches_kept_check';
    END IF;
END
$$;


ALTER FUNCTION app.require_event_position(of_log text, INOUT batch bigint, INOUT id bigint) OWNER TO app_owner;

--
-- Name: review_of(uuid, uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.review_of(of_post uuid, of_comment uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (
        SELECT json_build_object('case_id', m.id, 'status', m.status)
        FROM app.moderation_cases AS m
        WHERE m.post_id = of_post OR m.comment_id = of_comment);
END
$$;


ALTER FUNCTION app.review_of(of_post uuid, of_comment uuid) OWNER TO app_owner;

--
-- Name: search_facets(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, text, jsonb, text[], integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_facets(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, wanted_facets text[], most integer) RETURNS TABLE(facet text, value text, label text, posts bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 40
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
BEGIN
    RETURN QUERY
        WITH found AS MATERIALIZED (
            SELECT p.author_id, p.tags, p.published_at, p.language
            FROM app.search_queries(term, wanted_language) AS q
            JOIN app.posts AS p ON p.search_vector @@ q.words AND p.language = q.language
            WHERE app.post_is_public(p.status, p.deleted_at)
              AND app.post_passes(
                  p.author_id, p.tags, p.language, p.published_at, p.metadata,
                  hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
            LIMIT 100000
        ), counted AS (
            SELECT 'language' AS facet, f.language AS value, count(*) AS posts
            FROM found AS f
            WHERE 'language' = ANY (wanted_facets)
            GROUP BY f.language
            UNION ALL
            SELECT 'author', f.author_id::text, count(*)
            FROM found AS f
            WHERE 'author' = ANY (wanted_facets)
            GROUP BY f.author_id
            UNION ALL
            SELECT 'month', to_char(f.published_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*)
            FROM found AS f
            WHERE 'month' = ANY (wanted_facets)
            GROUP BY 2
            UNION ALL
            SELECT 'tag', t.tag, count(*)
            FROM found AS f
            CROSS JOIN unnest(f.tags) AS t (tag)
            WHERE 'tag' = ANY (wanted_facets)
            GROUP BY t.tag
        ), placed AS (
            SELECT c.facet, c.value, c.posts,
                   row_number() OVER (
                       PARTITION BY c.facet
                       ORDER BY CASE WHEN c.facet = 'month' THEN c.value END DESC, c.posts DESC, c.value) AS place
            FROM counted AS c
        )
        SELECT p.facet, p.value, m.username, p.posts
        FROM placed AS p
        LEFT JOIN app.members AS m ON m.id = CASE WHEN p.facet = 'author' THEN p.value::uuid END
        WHERE p.place <= most
        ORDER BY p.facet, p.place;
END
$$;


ALTER FUNCTION app.search_facets(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, wanted_facets text[], most integer) OWNER TO app_reader;

--
-- Name: search_query(regconfig, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_query(language regconfig, term text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found tsquery;
    every tsquery;
    part  tsquery;
    piece text[];
    minus boolean;
BEGIN
    FOR piece IN SELECT p.piece FROM regexp_matches(term, '(-*)"([^"]*)"?|([^\s"]+)', 'g') AS p (piece) LOOP
        IF lower(piece[3]) = 'or' THEN
            found := CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END;
            every := NULL;
            CONTINUE;
        END IF;

        minus := left(coalesce(piece[3], piece[1]), 1) = '-';
        part := app.search_term(language, coalesce(piece[2], ltrim(piece[3], '-')), piece[3] IS NULL);
        CONTINUE WHEN part IS NULL;
        part := CASE WHEN minus THEN !!part ELSE part END;
        every := CASE WHEN every IS NULL THEN part ELSE every && part END;
    END LOOP;

    RETURN CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END;
END
$$;


ALTER FUNCTION app.search_query(language regconfig, term text) OWNER TO app_owner;

--
-- Name: search_marks(regconfig, text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_marks(language regconfig, source text, term text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN ts_headline(language, app.without_accents(app.search_text(source)), app.search_query(language, term), 'HighlightAll=true, StartSel=, StopSel='::text);


ALTER FUNCTION app.search_marks(language regconfig, source text, term text) OWNER TO app_owner;

--
-- Name: search_members(text, real, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_members(term text, after_rank real, after_id uuid, wanted integer) RETURNS TABLE(id uuid, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    words   tsquery := coalesce(app.search_query('simple', term), '');
    pattern text := '%' || replace(replace(replace(lower(term), '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    RETURN QUERY
        WITH found AS (
            SELECT u.id, 1 + ts_rank(u.search_vector, words) AS rank
            FROM app.users AS u
            WHERE u.search_vector @@ words AND u.deleted_at IS NULL
            UNION ALL
            SELECT u.id, 0::real
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.username_key LIKE pattern OR lower(u.full_name) LIKE pattern)
              AND NOT u.search_vector @@ words
        )
        SELECT f.id, f.rank::real
        FROM found AS f
        WHERE after_id IS NULL OR (f.rank::real, f.id) < (after_rank, after_id)
        ORDER BY f.rank::real DESC, f.id DESC
        LIMIT least(wanted, 1001);
END
$$;


ALTER FUNCTION app.search_members(term text, after_rank real, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: search_phrase(regconfig, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_phrase(language regconfig, spelled text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    stems tsquery := phraseto_tsquery(language, spelled);
    ending text;
    typed tsquery;
BEGIN
    IF spelled !~ '\w\*$' THEN
        RETURN stems;
    END IF;

    ending := substring(spelled FROM '(\w+)\*$');
    typed := phraseto_tsquery('simple', ending);
    IF numnode(typed) = 0 THEN
        RETURN stems;
    ELSIF numnode(stems) = 0 THEN
        RETURN (typed::text || ':*')::tsquery;
    ELSIF numnode(phraseto_tsquery(language, ending)) = 0 THEN
        RETURN stems && (typed::text || ':*')::tsquery;
    END IF;
    RETURN (stems::text || ':*')::tsquery || (phraseto_tsquery('simple', spelled)::text || ':*')::tsquery;
END
$_$;


ALTER FUNCTION app.search_phrase(language regconfig, spelled text) OWNER TO app_owner;

--
-- Name: search_posts_by_rank(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, text, jsonb, integer, double precision, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, half_life integer, after_place double precision, after_id uuid, wanted integer) RETURNS TABLE(id uuid, rank real, place double precision, words tsquery)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, wanted_language) AS q LOOP
        RETURN QUERY
            SELECT r.id, r.rank, r.place, used.words
            FROM (SELECT f.id, f.rank,
                         CASE WHEN half_life IS NULL THEN f.rank
                             ELSE ln(greatest(f.rank, 1e-9)::double precision) / ln(2::double precision)
                                 + extract(epoch FROM f.published_at - '2020-01-01 00:00:00Z'::timestamptz)::double precision
                                     / (half_life * 86400.0)
                         END AS place
                  FROM (SELECT p.id, ts_rank(p.search_vector, used.words, 1) AS rank, p.published_at
                        FROM app.posts AS p
                        WHERE p.search_vector @@ used.words
                          AND p.language = used.language
                          AND app.post_is_public(p.status, p.deleted_at)
                          AND app.post_passes(
                              p.author_id, p.tags, p.language, p.published_at, p.metadata,
                              hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
                       ) AS f) AS r
            WHERE after_id IS NULL OR (r.place, r.id) < (after_place, after_id)
            ORDER BY r.place DESC, r.id DESC
            LIMIT least(wanted, 101);
    END LOOP;
END
$$;


ALTER FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, half_life integer, after_place double precision, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: search_posts(text, text, uuid, timestamp with time zone, timestamp with time zone, jsonb, real, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_posts(term text, wanted_tag text, wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) RETURNS TABLE(id uuid, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT f.id,
     f.rank
    FROM app.search_posts_by_rank(search_posts.term,
         CASE
             WHEN (search_posts.wanted_tag IS NOT NULL) THEN ARRAY[search_posts.wanted_tag]
             ELSE NULL::text[]
         END, NULL::text[], search_posts.wanted_author, search_posts.wanted_from, search_posts.wanted_to, NULL::text, search_posts.wanted_metadata, NULL::integer, (search_posts.after_rank)::double precision, search_posts.after_id, search_posts.wanted) f(id, rank, place, words);
END;


ALTER FUNCTION app.search_posts(term text, wanted_tag text, wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: search_posts_by_rank(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, jsonb, real, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) RETURNS TABLE(id uuid, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT f.id,
     f.rank
    FROM app.search_posts_by_rank(search_posts_by_rank.term, search_posts_by_rank.all_tags, search_posts_by_rank.any_tags, search_posts_by_rank.wanted_author, search_posts_by_rank.wanted_from, search_posts_by_rank.wanted_to, NULL::text, search_posts_by_rank.wanted_metadata, NULL::integer, (search_posts_by_rank.after_rank)::double precision, search_posts_by_rank.after_id, search_posts_by_rank.wanted) f(id, rank, place, words);
END;


ALTER FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: search_posts_by_time(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, text, jsonb, boolean, timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) RETURNS TABLE(id uuid, rank real, words tsquery)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, wanted_language) AS q LOOP
        IF oldest_first THEN
            RETURN QUERY
                SELECT f.id, ts_rank(f.search_vector, used.words, 1), used.words
                FROM (SELECT p.id, p.search_vector
                      FROM app.posts AS p
                      WHERE p.search_vector @@ used.words
                        AND p.language = used.language
                        AND app.post_is_public(p.status, p.deleted_at)
                        AND app.post_passes(
                            p.author_id, p.tags, p.language, p.published_at, p.metadata,
                            hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
                        AND (p.published_at, p.id) > (after_time, after_id)
                      ORDER BY p.published_at, p.id
                      LIMIT least(wanted, 101)) AS f;
        ELSE
            RETURN QUERY
                SELECT f.id, ts_rank(f.search_vector, used.words, 1), used.words
                FROM (SELECT p.id, p.search_vector
                      FROM app.posts AS p
                      WHERE p.search_vector @@ used.words
                        AND p.language = used.language
                        AND app.post_is_public(p.status, p.deleted_at)
                        AND app.post_passes(
                            p.author_id, p.tags, p.language, p.published_at, p.metadata,
                            hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
                        AND (p.published_at, p.id) < (after_time, after_id)
                      ORDER BY p.published_at DESC, p.id DESC
                      LIMIT least(wanted, 101)) AS f;
        END IF;
    END LOOP;
END
$$;


ALTER FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: search_posts_by_time(text, text[], text[], uuid, timestamp with time zone, timestamp with time zone, jsonb, boolean, timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) RETURNS TABLE(id uuid, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT f.id,
     f.rank
    FROM app.search_posts_by_time(search_posts_by_time.term, search_posts_by_time.all_tags, search_posts_by_time.any_tags, search_posts_by_time.wanted_author, search_posts_by_time.wanted_from, search_posts_by_time.wanted_to, NULL::text, search_posts_by_time.wanted_metadata, search_posts_by_time.oldest_first, search_posts_by_time.after_time, search_posts_by_time.after_id, search_posts_by_time.wanted) f(id, rank, words);
END;


ALTER FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: post_languages; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_languages (
    language text NOT NULL
);

ALTER TABLE ONLY app.post_languages FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_languages OWNER TO app_owner;

--
-- Name: TABLE post_languages; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_languages IS 'Languages that any post was ever written in; a search tries each. Derived. Natural key: language.';


--
-- Name: search_queries(text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_queries(term text, wanted_language text) RETURNS TABLE(language text, words tsquery)
    LANGUAGE sql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT q.language,
     q.words
    FROM ( SELECT l.language,
             app.search_query((l.language)::regconfig, search_queries.term) AS words
            FROM app.post_languages l
           WHERE ((search_queries.wanted_language IS NULL) OR (l.language = search_queries.wanted_language))
          OFFSET 0) q
   WHERE (q.words IS NOT NULL);
END;


ALTER FUNCTION app.search_queries(term text, wanted_language text) OWNER TO app_owner;

--
-- Name: search_source(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_source(source text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN CASE WHEN (octet_length(source) = char_length(source)) THEN translate(source, ''::text, ''::text) ELSE translate(NORMALIZE(source, NFC), '­​‌‍⁠﻿'::text, ''::text) END;


ALTER FUNCTION app.search_source(source text) OWNER TO app_owner;

--
-- Name: search_term(regconfig, text, boolean); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_term(language regconfig, term text, exact boolean) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    -- The scheme is no part of what an address names.
    source  CONSTANT text := regexp_replace(app.search_source(normalize(term, NFKC)), '^\s*([a-z][a-z0-9+.-]*://|mailto:)', '', 'i');
    found   tsquery;
    part    tsquery;
    other   tsquery;
    run     text;
    spelled text;
BEGIN
    FOR run IN
        SELECT r.run[1] FROM regexp_matches(source, '(' || app.cjk() || '+|' || replace(app.cjk(), '[', '[^') || '+)', 'g') AS r (run)
    LOOP
        IF run ~ app.cjk() THEN
            part := NULL;
            IF char_length(run) = 1 THEN
                part := to_tsquery('simple', run || ':*');
            END IF;
            FOR place IN 1..char_length(run) - 1 LOOP
                other := to_tsquery('simple', substr(run, place, 2));
                part := CASE WHEN part IS NULL THEN other WHEN exact THEN part <-> other ELSE part && other END;
            END LOOP;
        ELSE
            spelled := regexp_replace(app.search_text(run), U&'\\mv\001F', '', 'g');
            part := app.search_phrase(language, spelled);
            IF app.plain_letters(spelled) <> spelled THEN
                other := app.search_phrase(language, app.plain_letters(spelled));
                part := CASE WHEN numnode(part) = 0 THEN other WHEN numnode(other) = 0 THEN part ELSE part || other END;
            END IF;
        END IF;

        CONTINUE WHEN numnode(part) = 0;
        found := CASE WHEN found IS NULL THEN part ELSE found && part END;
    END LOOP;
    RETURN found;
END
$$;


ALTER FUNCTION app.search_term(language regconfig, term text, exact boolean) OWNER TO app_owner;

--
-- Name: search_words(regconfig, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.search_words(language regconfig, source text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    spelled text;
    plain   text;
BEGIN
    -- ASCII is composed already, and its letters are plain.
    IF octet_length(source) = char_length(source) AND octet_length(source) <= 30000 THEN
        RETURN to_tsvector(language, app.search_text(replace(source, U&'\001F', '')));
    END IF;

    spelled := app.search_text(app.search_source(normalize(source, NFKC)));
    plain := app.plain_letters(spelled);
    IF char_length(spelled) > 30000 THEN
        LOOP
            BEGIN
                RETURN app.merged_words(to_tsvector(language, plain), to_tsvector(language, spelled));
            EXCEPTION WHEN program_limit_exceeded THEN
                spelled := left(spelled, char_length(spelled) / 2);
                plain := app.plain_letters(spelled);
            END;
        END LOOP;
    ELSIF plain = spelled THEN
        RETURN to_tsvector(language, spelled);
    END IF;

    RETURN app.merged_words(to_tsvector(language, plain), to_tsvector(language, spelled));
END
$$;


ALTER FUNCTION app.search_words(language regconfig, source text) OWNER TO app_owner;

--
-- Name: sequence_room(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.sequence_room() RETURNS TABLE(sequence text, feeds text, last_value bigint, max_value bigint)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH filled AS (
        SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS place
        FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
        UNION
        SELECT d.refobjid, v.adrelid, v.adnum
        FROM pg_depend AS d
        JOIN pg_attrdef AS v ON v.oid = d.objid
        WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n'
    )
    SELECT format('%I.%I', s.schemaname, s.sequencename),
           f.relation::regclass::text || '.' || a.attname,
           s.last_value,
           least(s.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE s.max_value END)
    FROM pg_sequences AS s
    JOIN pg_namespace AS n ON n.nspname = s.schemaname
    JOIN pg_class AS c ON c.relname = s.sequencename AND c.relnamespace = n.oid AND c.relkind = 'S'
    LEFT JOIN filled AS f ON f.sequence = c.oid
    LEFT JOIN pg_attribute AS a ON a.attrelid = f.relation AND a.attnum = f.place
    WHERE s.last_value IS NOT NULL AND s.increment_by > 0
$$;


ALTER FUNCTION app.sequence_room() OWNER TO app_owner;

--
-- Name: set_member(jsonb, text[], jsonb); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.set_member(document jsonb, path text[], value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    here jsonb;
BEGIN
    FOR level IN 1 .. cardinality(path) - 1 LOOP
        here := document #> path[1:level];
        IF here IS NULL THEN
            document := jsonb_set(document, path[1:level], '{}');
        ELSIF jsonb_typeof(here) <> 'object' THEN
            RAISE EXCEPTION 'a value stands in the way'
                USING ERRCODE = '23514', CONSTRAINT = 'user_preferences_path_check', SCHEMA = 'app', TABLE = 'user_preferences',
                      COLUMN = array_to_string(path[1:level], '/'), DATATYPE = jsonb_typeof(here);
        END IF;
    END LOOP;
    RETURN jsonb_set(document, path, value);
END
$$;


ALTER FUNCTION app.set_member(document jsonb, path text[], value jsonb) OWNER TO app_owner;

--
-- Name: settle_embedding_model(bigint, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.settle_embedding_model(wanted bigint, most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    former  bigint;
    changed integer;
    total   integer := 0;
BEGIN
    IF wanted IS DISTINCT FROM (SELECT m.id FROM app.embedding_models AS m ORDER BY m.added_at DESC, m.id DESC LIMIT 1) THEN
        RETURN 0;
    END IF;

    IF NOT EXISTS (SELECT FROM app.embedding_models AS m WHERE m.id = wanted AND m.is_current) THEN
        -- A model that refused every text is wrongly set up.
        IF NOT EXISTS (SELECT FROM app.embedding_models AS m WHERE m.id = wanted AND m.queued_all_at IS NOT NULL)
            OR EXISTS (SELECT FROM app.embedding_queue AS q WHERE q.model_id = wanted AND q.due_at < 'infinity')
            OR (EXISTS (SELECT FROM app.embedding_queue AS q WHERE q.model_id = wanted)
                AND NOT EXISTS (SELECT FROM app.post_embeddings AS e WHERE e.model_id = wanted))
        THEN
            RETURN 0;
        END IF;

        UPDATE app.embedding_models AS m SET is_current = false WHERE m.is_current;
        UPDATE app.embedding_models AS m SET is_current = true WHERE m.id = wanted;
        RETURN 1;
    END IF;

    -- Entries of models that are gone come from writers that still saw them.
    DELETE FROM app.embedding_queue AS q
    WHERE (q.post_id, q.model_id) IN (SELECT o.post_id, o.model_id FROM app.embedding_queue AS o WHERE o.model_id <> wanted LIMIT most);
    GET DIAGNOSTICS total = ROW_COUNT;

    SELECT m.id INTO former FROM app.embedding_models AS m WHERE m.id <> wanted LIMIT 1;
    DELETE FROM app.post_embeddings AS e
    WHERE e.model_id = former
      AND (e.post_id, e.chunk) IN (
          SELECT o.post_id, o.chunk
          FROM app.post_embeddings AS o
          WHERE o.model_id = former
          ORDER BY o.post_id, o.chunk
          LIMIT most);
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;

    IF total = 0 AND former IS NOT NULL THEN
        DELETE FROM app.embedding_models AS m WHERE m.id = former;
        RETURN 1;
    END IF;
    RETURN total;
END
$$;


ALTER FUNCTION app.settle_embedding_model(wanted bigint, most integer) OWNER TO app_owner;

--
-- Name: share_tags(text[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.share_tags(tags text[]) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1952540531, b.bucket)
    FROM (SELECT DISTINCT hashtext(t.tag) & 63 AS bucket FROM unnest(tags) AS t (tag) ORDER BY bucket) AS b;
    RETURN true;
END
$$;


ALTER FUNCTION app.share_tags(tags text[]) OWNER TO app_owner;

--
-- Name: similar_authors(uuid, boolean, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.similar_authors(whose uuid, by_jaccard boolean, wanted integer) RETURNS TABLE(user_id uuid, shared_posts bigint, shared_tags bigint, jaccard numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
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


ALTER FUNCTION app.similar_authors(whose uuid, by_jaccard boolean, wanted integer) OWNER TO app_owner;

--
-- Name: similar_posts(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.similar_posts(of_post uuid, wanted integer) RETURNS TABLE(id uuid, similarity real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    model  text;
    centre real[];
BEGIN
    SELECT m.name, public.avg(e.embedding)::real[] INTO model, centre
    FROM app.post_embeddings AS e
    JOIN app.embedding_models AS m ON m.id = e.model_id
    WHERE m.is_current
      AND e.post_id = of_post
    GROUP BY m.name;
    IF centre IS NOT NULL THEN
        RETURN QUERY
            SELECT f.id, f.similarity
            FROM app.posts_by_meaning(model, centre, NULL, NULL, NULL, NULL, NULL, NULL, NULL, of_post, 160, wanted) AS f;
    END IF;
END
$$;


ALTER FUNCTION app.similar_posts(of_post uuid, wanted integer) OWNER TO app_reader;

--
-- Name: similar_words(text[]); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.similar_words(words text[]) RETURNS TABLE(word text, "similar" text, posts integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    asked text;
BEGIN
    FOREACH asked IN ARRAY words LOOP
        CONTINUE WHEN EXISTS (
                SELECT FROM app.post_languages AS l WHERE app.search_query(l.language::regconfig, asked) IS NULL)
            OR EXISTS (SELECT FROM app.vocabulary AS v WHERE v.word = lower(normalize(asked, NFKC)));
        CONTINUE WHEN EXISTS (
            SELECT
            FROM app.search_queries(asked, NULL) AS q
            JOIN app.posts AS p ON p.search_vector @@ q.words AND p.language = q.language
            WHERE app.post_is_public(p.status, p.deleted_at));
        RETURN QUERY SELECT asked, v.word, v.posts FROM app.vocabulary_like(asked) AS v;
    END LOOP;
END
$$;


ALTER FUNCTION app.similar_words(words text[]) OWNER TO app_reader;

--
-- Name: span_start(date, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.span_start(day date, days integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (day - ((((day - '2000-01-01'::date) % days) + days) % days));


ALTER FUNCTION app.span_start(day date, days integer) OWNER TO app_owner;

--
-- Name: spans_of(date, date); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.spans_of(first_day date, last_day date) RETURNS TABLE(days integer, starts date, ends date)
    LANGUAGE plpgsql STABLE ROWS 5 PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.spans_of(first_day date, last_day date) OWNER TO app_owner;

--
-- Name: start_action(uuid); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.start_action(action_id uuid) RETURNS TABLE(action text, target text)
    LANGUAGE sql SECURITY DEFINER ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    UPDATE app.operator_actions AS a
    SET started_at = clock_timestamp(), finished_at = NULL, outcome = NULL, error_code = NULL, detail = NULL
    WHERE a.id = action_id
      AND (a.outcome IS NULL OR a.outcome = 'cancelled')
    RETURNING a.action, a.target
$$;


ALTER FUNCTION app.start_action(action_id uuid) OWNER TO app_owner;

--
-- Name: suggest_members(text, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.suggest_members(typed text, wanted integer) RETURNS TABLE(id uuid, username text, full_name text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
DECLARE
    words CONSTANT tsquery := app.search_query('simple', app.typed_term(typed));
    start CONSTANT text := lower(typed);
    most  CONSTANT integer := least(wanted, 50);
BEGIN
    -- A range, which the index of names serves in a database of the locale C, as Agora makes them.
    RETURN QUERY
        SELECT f.id, f.username, f.full_name
        FROM ((SELECT u.id, u.username, u.full_name, u.username_key, 0 AS place
               FROM app.users AS u
               WHERE u.username_key >= start
                 AND u.username_key < start || chr(1114111)
                 AND starts_with(u.username_key, start)
                 AND u.deleted_at IS NULL
               ORDER BY u.username_key
               LIMIT most)
              UNION ALL
              (SELECT u.id, u.username, u.full_name, u.username_key, 1
               FROM app.users AS u
               WHERE u.search_vector @@ words
                 AND NOT starts_with(u.username_key, start)
                 AND u.deleted_at IS NULL
               LIMIT 2000)) AS f
        ORDER BY f.place, f.username_key
        LIMIT most;
END
$$;


ALTER FUNCTION app.suggest_members(typed text, wanted integer) OWNER TO app_reader;

--
-- Name: suggest_titles(text, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.suggest_titles(typed text, wanted integer) RETURNS TABLE(id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $_$
DECLARE
    longer CONSTANT text := app.typed_term(regexp_replace(typed, '(\S)(\s+\S{1,3})+$', '\1'));
    hidden CONSTANT uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(longer, NULL) AS q LOOP
        RETURN QUERY
            SELECT f.id
            FROM (SELECT p.id, p.published_at, p.search_vector
                  FROM app.posts AS p
                  WHERE p.search_vector @@ used.words
                    AND p.language = used.language
                    AND app.post_is_public(p.status, p.deleted_at)
                    AND p.author_id <> ALL (hidden)
                  ORDER BY p.published_at DESC, p.id DESC
                  LIMIT 2000) AS f
            WHERE ts_filter(f.search_vector, '{a}') @@ used.words
            ORDER BY f.published_at DESC, f.id DESC
            LIMIT least(wanted, 50);
    END LOOP;
END
$_$;


ALTER FUNCTION app.suggest_titles(typed text, wanted integer) OWNER TO app_reader;

--
-- Name: table_bloat(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.table_bloat() RETURNS TABLE("table" text, bytes bigint, bloat_bytes bigint, trusted boolean)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH RECURSIVE locked AS MATERIALIZED (
        SELECT l.relation
        FROM pg_locks AS l
        WHERE l.mode = 'AccessExclusiveLock' AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    ), columns AS (
        SELECT a.attrelid,
               row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place,
               CASE WHEN a.attlen >= 0 THEN a.attlen ELSE coalesce(s.avg_width, 0) END::numeric AS width,
               coalesce(s.null_frac, 0)::numeric AS nulls,
               CASE WHEN a.attlen = -1 AND coalesce(s.avg_width, 0) < 127 THEN 1
                    ELSE CASE a.attalign WHEN 'c' THEN 1 WHEN 's' THEN 2 WHEN 'i' THEN 4 ELSE 8 END END AS alignment,
               s.attname IS NOT NULL OR c.reltuples <= 0 AS trusted
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND c.relpages > 128
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        LEFT JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
        WHERE a.attnum > 0 AND NOT a.attisdropped
    ), layout AS (
        SELECT c.attrelid, c.place, (1 - c.nulls) * c.width AS bytes, c.nulls > 0 AS has_nulls, c.trusted
        FROM columns AS c
        WHERE c.place = 1
        UNION ALL
        SELECT c.attrelid,
               c.place,
               CASE WHEN c.nulls >= 1 THEN l.bytes
                    ELSE ceil(l.bytes / c.alignment) * c.alignment * (1 - c.nulls) + l.bytes * c.nulls + (1 - c.nulls) * c.width END,
               l.has_nulls OR c.nulls > 0,
               l.trusted AND c.trusted
        FROM layout AS l
        JOIN columns AS c ON c.attrelid = l.attrelid AND c.place = l.place + 1
    ), tuple AS (
        SELECT DISTINCT ON (l.attrelid)
               l.attrelid,
               l.trusted,
               ceil((23 + CASE WHEN l.has_nulls THEN ceil(l.place / 8.0) ELSE 0 END) / 8) * 8 + ceil(l.bytes / 8) * 8 + 4 AS bytes
        FROM layout AS l
        ORDER BY l.attrelid, l.place DESC
    ), size AS (
        SELECT c.oid,
               t.trusted AND c.reltuples >= 0 AS trusted,
               CASE WHEN c.oid IN (TABLE locked) THEN c.relpages * current_setting('block_size')::bigint
                    ELSE pg_relation_size(c.oid) END AS bytes,
               ceil(greatest(c.reltuples, 0)::numeric / greatest(1, floor((current_setting('block_size')::numeric - 24)
                   * coalesce((SELECT o.option_value::numeric FROM pg_options_to_table(c.reloptions) AS o
                               WHERE o.option_name = 'fillfactor'), 100) / 100
                   / t.bytes))) * current_setting('block_size')::bigint AS needed
        FROM tuple AS t
        JOIN pg_class AS c ON c.oid = t.attrelid
    )
    SELECT s.oid::regclass::text, s.bytes, greatest(s.bytes - s.needed, 0)::bigint, s.trusted
    FROM size AS s
$$;


ALTER FUNCTION app.table_bloat() OWNER TO app_owner;

--
-- Name: table_figures(regclass); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.table_figures(target regclass, OUT row_count bigint, OUT checksum text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
    EXECUTE format('SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM %s AS t', target)
        INTO row_count, checksum;
END
$$;


ALTER FUNCTION app.table_figures(target regclass, OUT row_count bigint, OUT checksum text) OWNER TO app_owner;

--
-- Name: FUNCTION table_figures(target regclass, OUT row_count bigint, OUT checksum text); Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON FUNCTION app.table_figures(target regclass, OUT row_count bigint, OUT checksum text) IS 'Rows of a table, and the sum of their hashes, in which their order does not matter.';


--
-- Name: tasks_guard_assignee(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.tasks_guard_assignee() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api' AND OLD.owner_id IS DISTINCT FROM app.actor_id() THEN
        RAISE EXCEPTION 'only the owner changes more of a task than whether it is done' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.tasks_guard_assignee() OWNER TO app_owner;

--
-- Name: test_webhook(uuid, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.test_webhook(of_webhook uuid, new_id uuid, waiting_max integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin');

    PERFORM FROM app.webhooks AS w WHERE w.id = of_webhook AND w.owner_id = app.actor_id() AND w.is_active;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    PERFORM pg_advisory_xact_lock(hashtextextended('app.webhook_replays ' || of_webhook, 0));
    IF app.webhook_is_crowded(of_webhook, waiting_max / 2) THEN
        RETURN false;
    END IF;

    INSERT INTO app.webhook_deliveries (
        id, webhook_id, batch, log_id, event_id, type, audience, occurred_at, subject_id, owner_id, due_at, created_at)
    VALUES (
        new_id, of_webhook, 0, 0, new_id, 'webhook.test', 'person', statement_timestamp(), new_id, app.actor_id(), statement_timestamp(),
        statement_timestamp());
    PERFORM pg_notify('agora_webhooks', '');
    RETURN true;
END
$$;


ALTER FUNCTION app.test_webhook(of_webhook uuid, new_id uuid, waiting_max integer) OWNER TO app_owner;

--
-- Name: thread_comments(uuid, uuid, text, bytea, timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.thread_comments(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) RETURNS TABLE(id uuid, parent_id uuid, depth integer, state text, author_id uuid, body text, reply_count integer, like_count integer, version integer, created_at timestamp with time zone, edited_at timestamp with time zone, path bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.thread_comments(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: thread_page(uuid, uuid, text, bytea, timestamp with time zone, uuid, integer); Type: FUNCTION; Schema: app; Owner: app_reader
--

CREATE FUNCTION app.thread_page(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) RETURNS TABLE(id uuid, parent_id uuid, depth integer, state text, author_id uuid, body text, reply_count integer, version integer, created_at timestamp with time zone, edited_at timestamp with time zone, path bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
        SELECT c.id, c.parent_id, c.depth, c.state, c.author_id, c.body, c.reply_count, c.version, c.created_at, c.edited_at, c.path
        FROM app.thread_comments(of_post, of_parent, sort, after_path, after_at, after_id, wanted) AS c;
END
$$;


ALTER FUNCTION app.thread_page(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) OWNER TO app_reader;

--
-- Name: touch(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.updated_at := statement_timestamp();
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.touch() OWNER TO app_owner;

--
-- Name: trending_posts(date, date, integer, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.trending_posts(first_day date, last_day date, half_life integer, wanted integer) RETURNS TABLE(post_id uuid, comments bigint, likes bigint, views bigint, score numeric)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.trending_posts(first_day date, last_day date, half_life integer, wanted integer) OWNER TO app_owner;

--
-- Name: typed_term(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.typed_term(term text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN regexp_replace(term, '([^[:space:][:punct:]])$'::text, '\1*'::text);


ALTER FUNCTION app.typed_term(term text) OWNER TO app_owner;

--
-- Name: user_profiles_audited(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.user_profiles_audited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        CROSS JOIN app.origin() AS o;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', r.user_id, r.user_id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM removed AS r
        CROSS JOIN app.origin() AS o;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'update', d.changed, d.before, d.after,
               o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        JOIN removed AS r ON r.user_id = a.user_id
        CROSS JOIN app.origin() AS o
        CROSS JOIN LATERAL app.changes(
            jsonb_build_object('bio', r.bio, 'avatar_url', r.avatar_url, 'social_links', r.social_links),
            jsonb_build_object('bio', a.bio, 'avatar_url', a.avatar_url, 'social_links', a.social_links)) AS d
        WHERE a.version <> r.version;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'profile.updated', 'members', a.user_id, a.user_id, a.version
        FROM added AS a
        JOIN removed AS r ON r.user_id = a.user_id
        WHERE a.version <> r.version;
    END IF;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.user_profiles_audited() OWNER TO app_owner;

--
-- Name: user_sessions_stay_revoked(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.user_sessions_stay_revoked() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'an ended session does not come back' USING ERRCODE = '42501';
END
$$;


ALTER FUNCTION app.user_sessions_stay_revoked() OWNER TO app_owner;

--
-- Name: user_words(text, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.user_words(username text, full_name text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN setweight(app.search_words('simple', username), 'A') || setweight(app.search_words('simple', coalesce(full_name, '')), 'B');
END
$$;


ALTER FUNCTION app.user_words(username text, full_name text) OWNER TO app_owner;

--
-- Name: users_audited(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_audited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'users', a.id, a.id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'account.registered', 'members', a.id, a.id, a.version
        FROM added AS a
        WHERE a.deleted_at IS NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'users', r.id, r.id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM removed AS r
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'account.closed', 'public', r.id, r.id, r.version
        FROM removed AS r
        WHERE r.deleted_at IS NULL;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'users', NEW.id, NEW.id, NEW.version, 'update',
               CASE WHEN NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN d.changed || 'password'::text ELSE d.changed END,
               d.before, d.after, o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM app.origin() AS o
        CROSS JOIN app.changes(
            jsonb_build_object(
                'email', OLD.email, 'email_verified_at', OLD.email_verified_at, 'pending_email', OLD.pending_email,
                'username', OLD.username, 'full_name', OLD.full_name, 'role', OLD.role, 'is_active', OLD.is_active,
                'deleted_at', OLD.deleted_at),
            jsonb_build_object(
                'email', NEW.email, 'email_verified_at', NEW.email_verified_at, 'pending_email', NEW.pending_email,
                'username', NEW.username, 'full_name', NEW.full_name, 'role', NEW.role, 'is_active', NEW.is_active,
                'deleted_at', NEW.deleted_at)) AS d;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT e.type, e.audience, NEW.id, NEW.id, NEW.version
        FROM (VALUES
                  ('account.closed', 'public', OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL),
                  ('account.restored', 'members', OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL),
                  ('account.updated', 'members',
                   num_nulls(OLD.deleted_at, NEW.deleted_at) = 2
                       AND (OLD.username, OLD.full_name, OLD.role) IS DISTINCT FROM (NEW.username, NEW.full_name, NEW.role)),
                  (CASE WHEN NEW.is_active THEN 'account.activated' ELSE 'account.deactivated' END, 'admins',
                   num_nulls(OLD.deleted_at, NEW.deleted_at) = 2 AND OLD.is_active <> NEW.is_active))
            AS e (type, audience, happened)
        WHERE e.happened;
    END IF;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.users_audited() OWNER TO app_owner;

--
-- Name: users_create_profiles(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_create_profiles() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO app.user_profiles (user_id) SELECT id FROM created;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.users_create_profiles() OWNER TO app_owner;

--
-- Name: users_end_follows(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_end_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM app.follows AS f WHERE f.follower_id = NEW.id OR f.followee_id = NEW.id;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.users_end_follows() OWNER TO app_owner;

--
-- Name: users_end_sessions(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_end_sessions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.end_one_time_links(NEW.id, statement_timestamp(), true);
    UPDATE app.user_sessions
    SET revoked_at = statement_timestamp(),
        revoked_reason = 'account_closed'
    WHERE user_id = NEW.id
      AND revoked_at IS NULL;
    RETURN NULL;
END
$$;


ALTER FUNCTION app.users_end_sessions() OWNER TO app_owner;

--
-- Name: users_end_webhooks(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_end_webhooks() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.end_webhooks(NEW.id);
    RETURN NULL;
END
$$;


ALTER FUNCTION app.users_end_webhooks() OWNER TO app_owner;

--
-- Name: users_guard_retired_names(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_guard_retired_names() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF app.is_username_retired(NEW.username) THEN
        RAISE EXCEPTION 'this username was an erased person''s'
            USING ERRCODE = '23505', CONSTRAINT = 'users_username_key', SCHEMA = 'app', TABLE = 'users';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.users_guard_retired_names() OWNER TO app_owner;

--
-- Name: users_guard_rights(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_guard_rights() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_admin() THEN
        RAISE EXCEPTION 'only an admin changes the role or the state of an account' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.users_guard_rights() OWNER TO app_owner;

--
-- Name: users_raise_security_version(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_raise_security_version() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.security_version := OLD.security_version + 1;
    RETURN NEW;
END
$$;


ALTER FUNCTION app.users_raise_security_version() OWNER TO app_owner;

--
-- Name: users_search_vector(); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.users_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.search_vector := app.user_words(NEW.username, NEW.full_name);
    RETURN NEW;
END
$$;


ALTER FUNCTION app.users_search_vector() OWNER TO app_owner;

--
-- Name: vocabulary_like(text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.vocabulary_like(wanted text) RETURNS TABLE(word text, posts integer)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    spelled CONSTANT text := app.plain_letters(app.search_text(normalize(wanted, NFKC)));
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.2', true);
    RETURN QUERY
        SELECT v.word, v.posts
        FROM app.vocabulary AS v
        WHERE v.plain OPERATOR(public.%) spelled
        ORDER BY public.similarity(v.plain, spelled) DESC, v.posts DESC, v.word
        LIMIT 20;
END
$$;


ALTER FUNCTION app.vocabulary_like(wanted text) OWNER TO app_owner;

--
-- Name: wait_for_replay(pg_lsn, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.wait_for_replay(up_to pg_lsn, milliseconds integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    deadline CONSTANT timestamptz := clock_timestamp() + milliseconds * interval '1 millisecond';
    target   CONSTANT pg_lsn      := coalesce(up_to, pg_last_wal_receive_lsn(), '0/0');
BEGIN
    LOOP
        IF NOT pg_is_in_recovery() THEN
            RAISE EXCEPTION 'this server is no standby' USING ERRCODE = 'AG003';
        END IF;

        EXIT WHEN pg_last_wal_replay_lsn() >= target;

        IF clock_timestamp() >= deadline THEN
            RAISE EXCEPTION 'the standby has replayed % and not %', pg_last_wal_replay_lsn(), target USING ERRCODE = 'AG003';
        END IF;

        PERFORM pg_sleep(0.001);
    END LOOP;
END
$$;


ALTER FUNCTION app.wait_for_replay(up_to pg_lsn, milliseconds integer) OWNER TO app_owner;

--
-- Name: muted_posts; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.muted_posts (
    user_id uuid NOT NULL,
    post_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY app.muted_posts FORCE ROW LEVEL SECURITY;


ALTER TABLE app.muted_posts OWNER TO app_owner;

--
-- Name: TABLE muted_posts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.muted_posts IS 'Posts about which, and about the comments below them, a person is not notified. Natural key: its primary key.';


--
-- Name: user_preferences; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.user_preferences (
    user_id uuid NOT NULL,
    document jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_preferences_document_check CHECK ((jsonb_typeof(document) = 'object'::text)),
    CONSTRAINT user_preferences_document_depth_check CHECK ((NOT jsonb_path_exists(document, 'strict $.**{9 to last}'::jsonpath))),
    CONSTRAINT user_preferences_document_size_check CHECK ((octet_length((document)::text) <= 16384))
);
ALTER TABLE ONLY app.user_preferences ALTER COLUMN document SET STATISTICS 1000;

ALTER TABLE ONLY app.user_preferences FORCE ROW LEVEL SECURITY;


ALTER TABLE app.user_preferences OWNER TO app_owner;

--
-- Name: TABLE user_preferences; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.user_preferences IS 'The preferences of a user; no row before the first one. Natural key: user_id.';


--
-- Name: users; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email text,
    email_key text GENERATED ALWAYS AS (lower(NORMALIZE(email, NFKC))) STORED,
    email_verified_at timestamp with time zone,
    username text NOT NULL,
    username_key text GENERATED ALWAYS AS (lower(username)) STORED NOT NULL,
    full_name text,
    role text DEFAULT 'user'::text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    password_hash text,
    security_version integer DEFAULT 1 NOT NULL,
    last_login_at timestamp with time zone,
    search_vector tsvector DEFAULT ''::tsvector NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    erased_at timestamp with time zone,
    pending_email text,
    CONSTRAINT users_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 255))),
    CONSTRAINT users_erased_at_check CHECK (((erased_at IS NULL) OR ((deleted_at IS NOT NULL) AND (num_nonnulls(email, full_name, password_hash) = 0)))),
    CONSTRAINT users_full_name_check CHECK (((char_length(full_name) >= 1) AND (char_length(full_name) <= 255))),
    CONSTRAINT users_pending_email_check CHECK (((char_length(pending_email) >= 3) AND (char_length(pending_email) <= 255))),
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['user'::text, 'moderator'::text, 'admin'::text]))),
    CONSTRAINT users_username_check CHECK ((username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,49}$'::text))
);

ALTER TABLE ONLY app.users FORCE ROW LEVEL SECURITY;


ALTER TABLE app.users OWNER TO app_owner;

--
-- Name: TABLE users; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.users IS 'One account a person. Natural keys: email_key and username_key among rows that are not deleted.';


--
-- Name: COLUMN users.email; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.email IS 'Null for an imported author who has not been invited yet.';


--
-- Name: COLUMN users.email_verified_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.email_verified_at IS 'Null until the person has answered a mail to this address.';


--
-- Name: COLUMN users.full_name; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.full_name IS 'Null when the person shows only the username.';


--
-- Name: COLUMN users.password_hash; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.password_hash IS 'Algorithm, cost, salt and hash in one PHC-like text. Null until the person sets a password.';


--
-- Name: COLUMN users.security_version; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.security_version IS 'Raised to end every access token of the account at once.';


--
-- Name: COLUMN users.last_login_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.last_login_at IS 'Null before the first sign-in.';


--
-- Name: COLUMN users.deleted_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.deleted_at IS 'Null while the account is open.';


--
-- Name: COLUMN users.erased_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.erased_at IS 'Null unless the person was erased; such an account is not restored.';


--
-- Name: COLUMN users.pending_email; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.users.pending_email IS 'The address that the account gets once it is confirmed; null while no change waits.';


--
-- Name: wants_notification(uuid, uuid, uuid, text); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.wants_notification(recipient uuid, actor uuid, post uuid, kind text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((recipient <> actor) AND (current_setting('app.notifies'::text, true) IS DISTINCT FROM 'off'::text) AND (EXISTS (SELECT FROM app.users u WHERE ((u.id = wants_notification.recipient) AND (u.deleted_at IS NULL)))) AND (NOT app.are_apart(recipient, actor)) AND (NOT (EXISTS (SELECT FROM app.muted_posts m WHERE ((m.user_id = wants_notification.recipient) AND (m.post_id = wants_notification.post))))) AND (NOT (EXISTS (SELECT FROM app.user_preferences p WHERE ((p.user_id = wants_notification.recipient) AND (CASE wants_notification.kind WHEN 'reply'::text THEN (p.document #> '{notifications,replies}'::text[]) WHEN 'follow'::text THEN (p.document #> '{notifications,follows}'::text[]) ELSE NULL::jsonb END = 'false'::jsonb))))));


ALTER FUNCTION app.wants_notification(recipient uuid, actor uuid, post uuid, kind text) OWNER TO app_owner;

--
-- Name: webhook_is_crowded(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.webhook_is_crowded(of_webhook uuid, waiting_max integer) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT (count(*) > webhook_is_crowded.waiting_max)
    FROM ( SELECT
            FROM app.webhook_deliveries d
           WHERE ((d.webhook_id = webhook_is_crowded.of_webhook) AND (d.state = 'waiting'::text))
          LIMIT (webhook_is_crowded.waiting_max + 1)) w;
END;


ALTER FUNCTION app.webhook_is_crowded(of_webhook uuid, waiting_max integer) OWNER TO app_owner;

--
-- Name: webhook_room(uuid, integer); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.webhook_room(of_owner uuid, most integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('app.webhooks ' || of_owner, 0));
    RETURN (SELECT count(*) < most FROM app.webhooks AS w WHERE w.owner_id = of_owner);
END
$$;


ALTER FUNCTION app.webhook_room(of_owner uuid, most integer) OWNER TO app_owner;

--
-- Name: withdraw_likes(uuid[], timestamp with time zone[], uuid[], uuid[]); Type: FUNCTION; Schema: app; Owner: app_owner
--

CREATE FUNCTION app.withdraw_likes(fans uuid[], since timestamp with time zone[], authors uuid[], contents uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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


ALTER FUNCTION app.withdraw_likes(fans uuid[], since timestamp with time zone[], authors uuid[], contents uuid[]) OWNER TO app_owner;

--
-- Name: audit; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.audit (
    occurred_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    version integer NOT NULL,
    operation text NOT NULL,
    changed text[] DEFAULT '{}'::text[] NOT NULL,
    before jsonb DEFAULT '{}'::jsonb NOT NULL,
    after jsonb DEFAULT '{}'::jsonb NOT NULL,
    actor_id uuid,
    actor_role text NOT NULL,
    request_id text,
    client_address inet,
    CONSTRAINT audit_operation_check CHECK ((operation = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text])))
)
PARTITION BY RANGE (occurred_at);

ALTER TABLE ONLY app.audit FORCE ROW LEVEL SECURITY;


ALTER TABLE app.audit OWNER TO app_owner;

--
-- Name: TABLE audit; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.audit IS 'Changes, written by triggers; append-only. New and permanently deleted texts are left out: the row holds the former, and the latter must be gone. Natural key: none.';


--
-- Name: COLUMN audit.owner_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.owner_id IS 'Whose row it is: the author, or the person of the profile.';


--
-- Name: COLUMN audit.version; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.version IS 'Of the row after the change.';


--
-- Name: COLUMN audit.changed; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.changed IS 'The members that differ.';


--
-- Name: COLUMN audit.before; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.before IS 'Their values before.';


--
-- Name: COLUMN audit.after; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.after IS 'Their values after.';


--
-- Name: COLUMN audit.actor_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.actor_id IS 'Null when the caller was anonymous, or it was Agora itself.';


--
-- Name: COLUMN audit.request_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.request_id IS 'The id of the request, as in its log lines and X-Request-Id. Null for work without a request.';


--
-- Name: COLUMN audit.client_address; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.audit.client_address IS 'Where the request came from. Null for work without a request.';


--
-- Name: audit_default; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.audit_default (
    occurred_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    version integer NOT NULL,
    operation text NOT NULL,
    changed text[] DEFAULT '{}'::text[] NOT NULL,
    before jsonb DEFAULT '{}'::jsonb NOT NULL,
    after jsonb DEFAULT '{}'::jsonb NOT NULL,
    actor_id uuid,
    actor_role text NOT NULL,
    request_id text,
    client_address inet,
    CONSTRAINT audit_operation_check CHECK ((operation = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text])))
);

ALTER TABLE ONLY app.audit_default FORCE ROW LEVEL SECURITY;


ALTER TABLE app.audit_default OWNER TO app_owner;

--
-- Name: backup_reports; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.backup_reports (
    id uuid NOT NULL,
    activity text NOT NULL,
    backup text,
    backup_at timestamp with time zone,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    bytes bigint,
    steps jsonb NOT NULL,
    problem text,
    CONSTRAINT backup_reports_activity_check CHECK ((activity = ANY (ARRAY['backup'::text, 'drill'::text]))),
    CONSTRAINT backup_reports_backup_check CHECK (((char_length(backup) >= 1) AND (char_length(backup) <= 100))),
    CONSTRAINT backup_reports_bytes_check CHECK ((bytes >= 0)),
    CONSTRAINT backup_reports_finished_at_check CHECK ((finished_at >= started_at)),
    CONSTRAINT backup_reports_problem_check CHECK (((char_length(problem) >= 1) AND (char_length(problem) <= 2000))),
    CONSTRAINT backup_reports_steps_check CHECK ((jsonb_typeof(steps) = 'array'::text)),
    CONSTRAINT backup_reports_success_check CHECK (((problem IS NOT NULL) OR ((backup IS NOT NULL) AND (backup_at IS NOT NULL))))
);

ALTER TABLE ONLY app.backup_reports FORCE ROW LEVEL SECURITY;


ALTER TABLE app.backup_reports OWNER TO app_owner;

--
-- Name: TABLE backup_reports; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.backup_reports IS 'Backups that were made, and drills that restored one. Natural key: none.';


--
-- Name: COLUMN backup_reports.backup; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.backup_reports.backup IS 'Label in the repository; null when none was made or found.';


--
-- Name: COLUMN backup_reports.backup_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.backup_reports.backup_at IS 'The point that it can be restored to; null likewise.';


--
-- Name: COLUMN backup_reports.bytes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.backup_reports.bytes IS 'Of the data folder; null likewise.';


--
-- Name: COLUMN backup_reports.steps; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.backup_reports.steps IS 'Name, milliseconds and detail of each, in their order.';


--
-- Name: COLUMN backup_reports.problem; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.backup_reports.problem IS 'Why it failed; null when it succeeded.';


--
-- Name: bookmarks; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.bookmarks (
    user_id uuid NOT NULL,
    post_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY app.bookmarks FORCE ROW LEVEL SECURITY;


ALTER TABLE app.bookmarks OWNER TO app_owner;

--
-- Name: TABLE bookmarks; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.bookmarks IS 'Posts that a person wants to find again, visible to that person only. Natural key: its primary key.';


--
-- Name: comment_likes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.comment_likes (
    user_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY app.comment_likes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.comment_likes OWNER TO app_owner;

--
-- Name: TABLE comment_likes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.comment_likes IS 'Who likes which comment. Natural key: its primary key.';


--
-- Name: comment_stats; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.comment_stats (
    comment_id uuid NOT NULL,
    reply_count integer NOT NULL,
    descendant_count integer NOT NULL,
    like_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT comment_stats_like_count_check CHECK ((like_count >= 0))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');

ALTER TABLE ONLY app.comment_stats FORCE ROW LEVEL SECURITY;


ALTER TABLE app.comment_stats OWNER TO app_owner;

--
-- Name: TABLE comment_stats; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.comment_stats IS 'Living replies of a comment, direct and in all, and its likes; no row before the first of either. Derived. A deleted comment stays in its thread, without its text, while descendant_count is above 0. Natural key: comment_id.';


--
-- Name: comments; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.comments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    post_id uuid NOT NULL,
    author_id uuid NOT NULL,
    parent_id uuid,
    depth smallint DEFAULT 0 NOT NULL,
    body text NOT NULL,
    is_approved boolean DEFAULT true NOT NULL,
    flagged_count integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    path bytea DEFAULT '\x'::bytea NOT NULL,
    edited_at timestamp with time zone,
    deleted_by text,
    CONSTRAINT comments_body_check CHECK (((char_length(body) >= 1) AND (char_length(body) <= 10000))),
    CONSTRAINT comments_deleted_at_deleted_by_check CHECK (((deleted_at IS NULL) = (deleted_by IS NULL))),
    CONSTRAINT comments_deleted_by_check CHECK ((deleted_by = ANY (ARRAY['author'::text, 'staff'::text, 'retention'::text]))),
    CONSTRAINT comments_depth_check CHECK (((depth >= 0) AND (depth <= 8))),
    CONSTRAINT comments_flagged_count_check CHECK ((flagged_count >= 0)),
    CONSTRAINT comments_parent_id_depth_check CHECK (((parent_id IS NULL) = (depth = 0)))
);

ALTER TABLE ONLY app.comments FORCE ROW LEVEL SECURITY;


ALTER TABLE app.comments OWNER TO app_owner;

--
-- Name: TABLE comments; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.comments IS 'Comments on posts, in threads. No natural key: the same text may be posted twice.';


--
-- Name: COLUMN comments.parent_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.comments.parent_id IS 'Null for a comment on the post itself.';


--
-- Name: COLUMN comments.depth; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.comments.depth IS '0 for a comment on the post itself; set by a trigger from the parent.';


--
-- Name: COLUMN comments.deleted_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.comments.deleted_at IS 'Null unless the comment is in the trash.';


--
-- Name: COLUMN comments.path; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.comments.path IS 'Sorts a thread depth first, replies of one comment oldest first: 24 bytes a level, set by a trigger.';


--
-- Name: COLUMN comments.edited_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.comments.edited_at IS 'Null while the text is what was first written.';


--
-- Name: COLUMN comments.deleted_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.comments.deleted_by IS 'Null unless the comment is in the trash. What staff removed, the author cannot restore; retention: kept after its time in the trash for its replies, and never restored.';


--
-- Name: day_posts; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.day_posts (
    day date NOT NULL,
    status text NOT NULL,
    views bigint NOT NULL,
    posts integer NOT NULL
);

ALTER TABLE ONLY app.day_posts FORCE ROW LEVEL SECURITY;


ALTER TABLE app.day_posts OWNER TO app_owner;

--
-- Name: TABLE day_posts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.day_posts IS 'How many posts made on a day, and not in the trash, have this status and this number of views. Derived. Natural key: its primary key.';


--
-- Name: day_posts_changes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.day_posts_changes (
    id bigint NOT NULL,
    day date NOT NULL,
    status text NOT NULL,
    views bigint NOT NULL,
    posts integer NOT NULL
);

ALTER TABLE ONLY app.day_posts_changes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.day_posts_changes OWNER TO app_owner;

--
-- Name: TABLE day_posts_changes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.day_posts_changes IS 'Differences that app.day_posts does not hold yet. Derived. No natural key: the same may happen twice.';


--
-- Name: day_posts_changes_id_seq; Type: SEQUENCE; Schema: app; Owner: app_owner
--

ALTER TABLE app.day_posts_changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.day_posts_changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: day_tags; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.day_tags (
    day date NOT NULL,
    tag text NOT NULL,
    posts integer NOT NULL
);

ALTER TABLE ONLY app.day_tags FORCE ROW LEVEL SECURITY;


ALTER TABLE app.day_tags OWNER TO app_owner;

--
-- Name: TABLE day_tags; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.day_tags IS 'How many published posts made on a day have this tag. Derived. Natural key: its primary key.';


--
-- Name: day_tags_changes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.day_tags_changes (
    id bigint NOT NULL,
    day date NOT NULL,
    tag text NOT NULL,
    posts integer NOT NULL
);

ALTER TABLE ONLY app.day_tags_changes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.day_tags_changes OWNER TO app_owner;

--
-- Name: TABLE day_tags_changes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.day_tags_changes IS 'Differences that app.day_tags does not hold yet. Derived. No natural key: the same may happen twice.';


--
-- Name: day_tags_changes_id_seq; Type: SEQUENCE; Schema: app; Owner: app_owner
--

ALTER TABLE app.day_tags_changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.day_tags_changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: embedding_models; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.embedding_models (
    id bigint NOT NULL,
    name text NOT NULL,
    is_current boolean NOT NULL,
    queued_through uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    queued_all_at timestamp with time zone,
    queued_behind xid8,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT embedding_models_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

ALTER TABLE ONLY app.embedding_models FORCE ROW LEVEL SECURITY;


ALTER TABLE app.embedding_models OWNER TO app_owner;

--
-- Name: TABLE embedding_models; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.embedding_models IS 'Models whose vectors are kept. Natural key: name.';


--
-- Name: COLUMN embedding_models.is_current; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_models.is_current IS 'Whether searches read its vectors.';


--
-- Name: COLUMN embedding_models.queued_through; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_models.queued_through IS 'Published posts up to this id were queued when the model was new.';


--
-- Name: COLUMN embedding_models.queued_all_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_models.queued_all_at IS 'When that reached the last post; null until then.';


--
-- Name: COLUMN embedding_models.queued_behind; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_models.queued_behind IS 'A transaction that saw the model: older ones may write posts that their triggers do not queue. Null until the first step.';


--
-- Name: COLUMN embedding_models.added_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_models.added_at IS 'When a process with this model started last. The latest model replaces the others.';


--
-- Name: embedding_models_id_seq; Type: SEQUENCE; Schema: app; Owner: app_owner
--

ALTER TABLE app.embedding_models ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.embedding_models_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: embedding_queue; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.embedding_queue (
    post_id uuid NOT NULL,
    model_id bigint NOT NULL,
    edition uuid DEFAULT gen_random_uuid() NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    error text,
    CONSTRAINT embedding_queue_error_check CHECK ((char_length(error) <= 200))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');

ALTER TABLE ONLY app.embedding_queue FORCE ROW LEVEL SECURITY;


ALTER TABLE app.embedding_queue OWNER TO app_owner;

--
-- Name: TABLE embedding_queue; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.embedding_queue IS 'Posts that are to be embedded. Natural key: post_id and model_id.';


--
-- Name: COLUMN embedding_queue.edition; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_queue.edition IS 'Another with every write of the post: what was read before the last of them does not end the entry.';


--
-- Name: COLUMN embedding_queue.due_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_queue.due_at IS 'While a worker embeds it, the end of its lease; later after a failure; infinity when the model refuses the text.';


--
-- Name: COLUMN embedding_queue.attempts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_queue.attempts IS 'Times that it failed.';


--
-- Name: COLUMN embedding_queue.error; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.embedding_queue.error IS 'Why the model refuses the text; null where it does not.';


--
-- Name: erasures; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.erasures (
    user_id uuid NOT NULL,
    mode text NOT NULL,
    asked_by text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    items bigint DEFAULT 0 NOT NULL,
    CONSTRAINT erasures_asked_by_check CHECK ((asked_by = ANY (ARRAY['owner'::text, 'admin'::text]))),
    CONSTRAINT erasures_items_check CHECK ((items >= 0)),
    CONSTRAINT erasures_mode_check CHECK ((mode = ANY (ARRAY['anonymise'::text, 'remove'::text])))
);

ALTER TABLE ONLY app.erasures FORCE ROW LEVEL SECURITY;


ALTER TABLE app.erasures OWNER TO app_owner;

--
-- Name: TABLE erasures; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.erasures IS 'Erased accounts, by ids that identify no person; kept as proof. Natural key: user_id.';


--
-- Name: COLUMN erasures.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.erasures.finished_at IS 'Null while something may be left.';


--
-- Name: COLUMN erasures.items; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.erasures.items IS 'Posts and comments emptied or deleted so far.';


--
-- Name: event_batches; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.event_batches (
    id bigint NOT NULL,
    snapshot pg_snapshot NOT NULL,
    server_id bigint NOT NULL,
    event_count bigint NOT NULL,
    last_id bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);

ALTER TABLE ONLY app.event_batches FORCE ROW LEVEL SECURITY;


ALTER TABLE app.event_batches OWNER TO app_owner;

--
-- Name: TABLE event_batches; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.event_batches IS 'The events that one snapshot sees and the one before it did not. Without gaps in their ids; the oldest row only says where reading begins. Natural key: id.';


--
-- Name: COLUMN event_batches.snapshot; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_batches.snapshot IS 'What had been committed when the batch was closed.';


--
-- Name: COLUMN event_batches.server_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_batches.server_id IS 'The system identifier of the server that the snapshot is of.';


--
-- Name: COLUMN event_batches.last_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_batches.last_id IS 'The largest id of its events.';


--
-- Name: COLUMN event_batches.first_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_batches.first_at IS 'When the oldest of its events occurred.';


--
-- Name: COLUMN event_batches.last_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_batches.last_at IS 'When the latest of its events occurred.';


--
-- Name: event_log; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.event_log (
    id bigint NOT NULL,
    occurred_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    event_id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    audience text NOT NULL,
    subject_id uuid NOT NULL,
    post_id uuid,
    comment_id uuid,
    owner_id uuid NOT NULL,
    user_id uuid,
    version integer,
    CONSTRAINT event_log_audience_check CHECK ((audience = ANY (ARRAY['public'::text, 'members'::text, 'post'::text, 'comment'::text, 'post_gone'::text, 'comment_gone'::text, 'person'::text, 'staff'::text, 'admins'::text]))),
    CONSTRAINT event_log_type_check CHECK ((type ~ '^[a-z_]{1,30}\.[a-z_]{1,30}$'::text))
)
PARTITION BY RANGE (occurred_at);

ALTER TABLE ONLY app.event_log FORCE ROW LEVEL SECURITY;


ALTER TABLE app.event_log OWNER TO app_owner;

--
-- Name: TABLE event_log; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.event_log IS 'Changes as events, by triggers; append-only. Ids and no contents: what an id stands for is read where it is, by those who may. Natural key: none.';


--
-- Name: COLUMN event_log.id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.id IS 'Drawn under the lock of the changed row, so that events of one row are in the order of its changes.';


--
-- Name: COLUMN event_log.xid; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.xid IS 'The transaction, which decides the batch.';


--
-- Name: COLUMN event_log.event_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.event_id IS 'Stays the same wherever the event is delivered, so that receivers can recognize a repetition.';


--
-- Name: COLUMN event_log.type; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.type IS 'What changed and how, such as post.published.';


--
-- Name: COLUMN event_log.audience; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.audience IS 'Who may see it; app.event_is_shown has the rules.';


--
-- Name: COLUMN event_log.subject_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.subject_id IS 'Of what the type names first: a post, a comment, an account, a file, a case; of a follow, the followed account.';


--
-- Name: COLUMN event_log.post_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.post_id IS 'The post that it is about or below; null for neither.';


--
-- Name: COLUMN event_log.comment_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.comment_id IS 'The comment that it is about; null when it is about none.';


--
-- Name: COLUMN event_log.owner_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.owner_id IS 'Whose it is: the author, the follower, the account, or the author whom a case is about.';


--
-- Name: COLUMN event_log.user_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.user_id IS 'Another account that it names, such as the followed one; null for none.';


--
-- Name: COLUMN event_log.version; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.event_log.version IS 'Of the row after the change; null for what has none.';


--
-- Name: event_log_default; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.event_log_default (
    id bigint NOT NULL,
    occurred_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    event_id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    audience text NOT NULL,
    subject_id uuid NOT NULL,
    post_id uuid,
    comment_id uuid,
    owner_id uuid NOT NULL,
    user_id uuid,
    version integer,
    CONSTRAINT event_log_audience_check CHECK ((audience = ANY (ARRAY['public'::text, 'members'::text, 'post'::text, 'comment'::text, 'post_gone'::text, 'comment_gone'::text, 'person'::text, 'staff'::text, 'admins'::text]))),
    CONSTRAINT event_log_type_check CHECK ((type ~ '^[a-z_]{1,30}\.[a-z_]{1,30}$'::text))
);

ALTER TABLE ONLY app.event_log_default FORCE ROW LEVEL SECURITY;


ALTER TABLE app.event_log_default OWNER TO app_owner;

--
-- Name: event_log_id_seq; Type: SEQUENCE; Schema: app; Owner: app_owner
--

ALTER TABLE app.event_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.event_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: features; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.features (
    name text NOT NULL,
    enabled boolean DEFAULT false NOT NULL,
    description text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT features_description_check CHECK (((length(description) >= 1) AND (length(description) <= 500))),
    CONSTRAINT features_name_check CHECK ((name ~ '^[a-z][a-z0-9-]{0,62}$'::text))
);

ALTER TABLE ONLY app.features FORCE ROW LEVEL SECURITY;


ALTER TABLE app.features OWNER TO app_owner;

--
-- Name: TABLE features; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.features IS 'Features that can be switched while Agora runs. Natural key: name.';


--
-- Name: COLUMN features.description; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.features.description IS 'What is different while it is on.';


--
-- Name: flags; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.flags (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    case_id uuid NOT NULL,
    reporter_id uuid NOT NULL,
    category text NOT NULL,
    note text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT flags_category_check CHECK ((category = ANY (ARRAY['spam'::text, 'abuse'::text, 'illegal'::text, 'privacy'::text, 'misinformation'::text, 'offtopic'::text, 'other'::text]))),
    CONSTRAINT flags_note_check CHECK (((char_length(note) >= 1) AND (char_length(note) <= 1000)))
);

ALTER TABLE ONLY app.flags FORCE ROW LEVEL SECURITY;


ALTER TABLE app.flags OWNER TO app_owner;

--
-- Name: TABLE flags; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.flags IS 'Flags of users on content; one a user and case. Natural key: (case_id, reporter_id).';


--
-- Name: COLUMN flags.note; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.flags.note IS 'Null when the reporter gave none.';


--
-- Name: follow_counts; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.follow_counts (
    user_id uuid NOT NULL,
    follower_count integer DEFAULT 0 NOT NULL,
    following_count integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE ONLY app.follow_counts FORCE ROW LEVEL SECURITY;


ALTER TABLE app.follow_counts OWNER TO app_owner;

--
-- Name: TABLE follow_counts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.follow_counts IS 'How many follow an account, and how many it follows. Derived; no row counts as zero. Natural key: user_id.';


--
-- Name: follows; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.follows (
    follower_id uuid NOT NULL,
    followee_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT follows_follower_id_followee_id_check CHECK ((follower_id <> followee_id))
);

ALTER TABLE ONLY app.follows FORCE ROW LEVEL SECURITY;


ALTER TABLE app.follows OWNER TO app_owner;

--
-- Name: TABLE follows; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.follows IS 'Which user follows which. Natural key: its primary key.';


--
-- Name: idempotency_keys; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.idempotency_keys (
    owner_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_keys_body_check CHECK ((octet_length(body) <= 4194304)),
    CONSTRAINT idempotency_keys_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT idempotency_keys_headers_check CHECK ((jsonb_typeof(headers) = 'object'::text)),
    CONSTRAINT idempotency_keys_key_hash_check CHECK ((octet_length(key_hash) = 32)),
    CONSTRAINT idempotency_keys_status_check CHECK (((status >= 200) AND (status <= 299)))
)
WITH (autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_insert_scale_factor='0.05');

ALTER TABLE ONLY app.idempotency_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE app.idempotency_keys OWNER TO app_owner;

--
-- Name: TABLE idempotency_keys; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.idempotency_keys IS 'The first response to a request that carried an Idempotency-Key. Natural key: its primary key.';


--
-- Name: COLUMN idempotency_keys.key_hash; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.idempotency_keys.key_hash IS 'SHA-256 of the key as the client sent it.';


--
-- Name: COLUMN idempotency_keys.fingerprint; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.idempotency_keys.fingerprint IS 'Keyed hash of method, address, If-Match and body: the same key with anything else is refused.';


--
-- Name: COLUMN idempotency_keys.headers; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.idempotency_keys.headers IS 'Headers of the response that are replayed.';


--
-- Name: job_kinds; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.job_kinds (
    kind text NOT NULL,
    paused boolean DEFAULT false NOT NULL,
    concurrency_max integer,
    schedule text,
    next_at timestamp with time zone,
    scheduled_by text,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT job_kinds_concurrency_max_check CHECK (((concurrency_max >= 1) AND (concurrency_max <= 1000))),
    CONSTRAINT job_kinds_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_.]{0,62}$'::text)),
    CONSTRAINT job_kinds_next_at_check CHECK (((next_at IS NULL) = (scheduled_by IS NULL))),
    CONSTRAINT job_kinds_schedule_check CHECK (((char_length(schedule) >= 1) AND (char_length(schedule) <= 100))),
    CONSTRAINT job_kinds_scheduled_by_check CHECK (((char_length(scheduled_by) >= 1) AND (char_length(scheduled_by) <= 100)))
);

ALTER TABLE ONLY app.job_kinds FORCE ROW LEVEL SECURITY;


ALTER TABLE app.job_kinds OWNER TO app_owner;

--
-- Name: TABLE job_kinds; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.job_kinds IS 'What differs from the defaults of a kind of job, and when its schedule is due. Natural key: kind.';


--
-- Name: COLUMN job_kinds.paused; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.job_kinds.paused IS 'Jobs of a paused kind stay queued.';


--
-- Name: COLUMN job_kinds.concurrency_max; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.job_kinds.concurrency_max IS 'Jobs of the kind that run at once. Null for the default of the kind.';


--
-- Name: COLUMN job_kinds.schedule; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.job_kinds.schedule IS 'Cron expression in UTC, with seconds where it has six fields. Null for the default of the kind.';


--
-- Name: COLUMN job_kinds.next_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.job_kinds.next_at IS 'When the schedule is due; null without a schedule, or before a worker computed it.';


--
-- Name: COLUMN job_kinds.scheduled_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.job_kinds.scheduled_by IS 'The expression that next_at was computed from; null with it.';


--
-- Name: jobs; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    payload_version integer NOT NULL,
    priority smallint NOT NULL,
    unique_key text,
    state text DEFAULT 'queued'::text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    attempts_max integer NOT NULL,
    fencing_token integer DEFAULT 0 NOT NULL,
    worker text,
    lease_until timestamp with time zone,
    started_at timestamp with time zone,
    progress bigint DEFAULT 0 NOT NULL,
    cancel_requested_at timestamp with time zone,
    error_code text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT jobs_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT jobs_attempts_max_check CHECK (((attempts_max >= 1) AND (attempts_max <= 100))),
    CONSTRAINT jobs_cancel_requested_at_check CHECK (((state <> 'queued'::text) OR (cancel_requested_at IS NULL))),
    CONSTRAINT jobs_error_check CHECK (((error_code IS NULL) = (error_message IS NULL))),
    CONSTRAINT jobs_error_code_check CHECK (((char_length(error_code) >= 1) AND (char_length(error_code) <= 100))),
    CONSTRAINT jobs_error_message_check CHECK ((char_length(error_message) <= 500)),
    CONSTRAINT jobs_fencing_token_check CHECK ((fencing_token >= 0)),
    CONSTRAINT jobs_finished_at_check CHECK (((state = ANY (ARRAY['queued'::text, 'running'::text])) = (finished_at IS NULL))),
    CONSTRAINT jobs_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_.]{0,62}$'::text)),
    CONSTRAINT jobs_lease_check CHECK ((((state = 'running'::text) = (lease_until IS NOT NULL)) AND ((state = 'running'::text) = (worker IS NOT NULL)))),
    CONSTRAINT jobs_payload_check CHECK (((jsonb_typeof(payload) = 'object'::text) AND (octet_length((payload)::text) <= 65536))),
    CONSTRAINT jobs_payload_depth_check CHECK ((NOT jsonb_path_exists(payload, '$.**{32 to last}'::jsonpath))),
    CONSTRAINT jobs_payload_version_check CHECK ((payload_version >= 1)),
    CONSTRAINT jobs_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT jobs_progress_check CHECK ((progress >= 0)),
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT jobs_unique_key_check CHECK (((char_length(unique_key) >= 1) AND (char_length(unique_key) <= 200))),
    CONSTRAINT jobs_worker_check CHECK (((char_length(worker) >= 1) AND (char_length(worker) <= 200)))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');

ALTER TABLE ONLY app.jobs FORCE ROW LEVEL SECURITY;


ALTER TABLE app.jobs OWNER TO app_owner;

--
-- Name: TABLE jobs; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.jobs IS 'Work outside of requests, and what became of it. Natural key: none; unique_key for unfinished jobs of a kind.';


--
-- Name: COLUMN jobs.kind; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.kind IS 'What runs it. A kind that no worker knows stays queued, and fails after a day.';


--
-- Name: COLUMN jobs.payload; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.payload IS 'Its parameters. Admins read them, so they hold no secrets.';


--
-- Name: COLUMN jobs.payload_version; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.payload_version IS 'Workers leave versions alone that are later than the one they know.';


--
-- Name: COLUMN jobs.priority; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.priority IS '1 high, 2 normal, 3 low.';


--
-- Name: COLUMN jobs.unique_key; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.unique_key IS 'At most one unfinished job of the kind has it. Null for no limit.';


--
-- Name: COLUMN jobs.attempt; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.attempt IS 'Claims that count; a job that a stopping worker gave back was not attempted.';


--
-- Name: COLUMN jobs.fencing_token; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.fencing_token IS 'Claims in all. An outcome is stored for the current one only.';


--
-- Name: COLUMN jobs.worker; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.worker IS 'The process that runs it: host name, process id, random suffix. Null unless it runs.';


--
-- Name: COLUMN jobs.lease_until; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.lease_until IS 'From then on another worker may take it, unless a heartbeat extends it. Null unless it runs.';


--
-- Name: COLUMN jobs.started_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.started_at IS 'Of the last attempt; null before the first.';


--
-- Name: COLUMN jobs.progress; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.progress IS 'Items done so far, for jobs that work in batches.';


--
-- Name: COLUMN jobs.cancel_requested_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.cancel_requested_at IS 'When a running job was asked to stop; null when it was not.';


--
-- Name: COLUMN jobs.error_code; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.error_code IS 'Of the last attempt that failed; null when none did, or the job succeeded.';


--
-- Name: COLUMN jobs.error_message; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.error_message IS 'Null with the code.';


--
-- Name: COLUMN jobs.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.jobs.finished_at IS 'Null while it is queued or runs.';


--
-- Name: mail_outbox; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.mail_outbox (
    id uuid NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    recipient_key text GENERATED ALWAYS AS (lower(NORMALIZE(recipient, NFKC))) STORED NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    user_id uuid,
    CONSTRAINT mail_outbox_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT mail_outbox_finished_at_check CHECK (((state = 'waiting'::text) = (finished_at IS NULL))),
    CONSTRAINT mail_outbox_kind_check CHECK ((kind = ANY (ARRAY['verify_email'::text, 'reset_password'::text, 'invitation'::text, 'password_changed'::text, 'confirm_email_change'::text, 'email_change_requested'::text, 'email_changed'::text, 'address_in_use'::text, 'webhook_disabled'::text, 'notification_digest'::text]))),
    CONSTRAINT mail_outbox_last_error_check CHECK ((char_length(last_error) <= 500)),
    CONSTRAINT mail_outbox_recipient_check CHECK (((char_length(recipient) >= 3) AND (char_length(recipient) <= 255))),
    CONSTRAINT mail_outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dropped'::text, 'failed'::text])))
)
WITH (autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY app.mail_outbox FORCE ROW LEVEL SECURITY;


ALTER TABLE app.mail_outbox OWNER TO app_owner;

--
-- Name: TABLE mail_outbox; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.mail_outbox IS 'Mail asked for by a committed change. Text and link are made when it is sent, so no secret waits here. Natural key: (kind, recipient_key) among rows that wait.';


--
-- Name: COLUMN mail_outbox.state; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.mail_outbox.state IS 'dropped: no account of that address wants this mail. failed: every attempt failed, or its job was cancelled.';


--
-- Name: COLUMN mail_outbox.attempts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.mail_outbox.attempts IS 'Counted by servers before the job mail.send only; the job counts its own.';


--
-- Name: COLUMN mail_outbox.next_attempt_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.mail_outbox.next_attempt_at IS 'Read by servers before the job mail.send only.';


--
-- Name: COLUMN mail_outbox.last_error; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.mail_outbox.last_error IS 'Null when the last attempt did not fail.';


--
-- Name: COLUMN mail_outbox.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.mail_outbox.finished_at IS 'Null until the mail is sent or given up.';


--
-- Name: COLUMN mail_outbox.user_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.mail_outbox.user_id IS 'The account of the address when the mail was requested; null for none.';


--
-- Name: maintenance_runs; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.maintenance_runs (
    id uuid NOT NULL,
    state text DEFAULT 'running'::text NOT NULL,
    stopped_by text,
    phase smallint DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT maintenance_runs_finished_at_check CHECK (((state = 'finished'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT maintenance_runs_phase_check CHECK (((phase >= 0) AND (phase <= 10))),
    CONSTRAINT maintenance_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'stopped'::text, 'finished'::text]))),
    CONSTRAINT maintenance_runs_stopped_by_check CHECK ((stopped_by = ANY (ARRAY['window'::text, 'cancelled'::text, 'failure'::text]))),
    CONSTRAINT maintenance_runs_stopped_check CHECK (((state = 'stopped'::text) = (stopped_by IS NOT NULL)))
);

ALTER TABLE ONLY app.maintenance_runs FORCE ROW LEVEL SECURITY;


ALTER TABLE app.maintenance_runs OWNER TO app_owner;

--
-- Name: TABLE maintenance_runs; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.maintenance_runs IS 'Runs of the nightly maintenance. Natural key: none.';


--
-- Name: COLUMN maintenance_runs.stopped_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_runs.stopped_by IS 'Why it stopped before its end; null when it did not.';


--
-- Name: COLUMN maintenance_runs.phase; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_runs.phase IS 'Phases whose steps are planned.';


--
-- Name: COLUMN maintenance_runs.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_runs.finished_at IS 'Null until all steps are done.';


--
-- Name: maintenance_steps; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.maintenance_steps (
    run_id uuid NOT NULL,
    place integer NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    reason text NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    bytes_before bigint,
    bytes_after bigint,
    factor_before double precision,
    factor_after double precision,
    rows_before bigint,
    rows_after bigint,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    error_code text,
    detail text,
    CONSTRAINT maintenance_steps_action_check CHECK ((action = ANY (ARRAY['analyze'::text, 'vacuum'::text, 'compact'::text, 'drop'::text, 'reindex'::text, 'purge'::text]))),
    CONSTRAINT maintenance_steps_detail_check CHECK ((char_length(detail) <= 500)),
    CONSTRAINT maintenance_steps_error_code_check CHECK (((char_length(error_code) >= 1) AND (char_length(error_code) <= 100))),
    CONSTRAINT maintenance_steps_place_check CHECK ((place >= 1)),
    CONSTRAINT maintenance_steps_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
    CONSTRAINT maintenance_steps_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'running'::text, 'done'::text, 'partial'::text, 'failed'::text]))),
    CONSTRAINT maintenance_steps_target_check CHECK (((char_length(target) >= 1) AND (char_length(target) <= 300)))
);

ALTER TABLE ONLY app.maintenance_steps FORCE ROW LEVEL SECURITY;


ALTER TABLE app.maintenance_steps OWNER TO app_owner;

--
-- Name: TABLE maintenance_steps; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.maintenance_steps IS 'What a run of the nightly maintenance does, in its order. Natural key: run_id, place.';


--
-- Name: COLUMN maintenance_steps.target; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.target IS 'A table or an index with its schema, or a kind of job that purges.';


--
-- Name: COLUMN maintenance_steps.state; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.state IS 'partial: done, and the reason for it is still there; detail says why.';


--
-- Name: COLUMN maintenance_steps.bytes_before; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.bytes_before IS 'Null where the size says nothing.';


--
-- Name: COLUMN maintenance_steps.bytes_after; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.bytes_after IS 'Null with bytes_before, or until it is done.';


--
-- Name: COLUMN maintenance_steps.factor_before; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.factor_before IS 'Times as large as its rows need. Null where bloat is not the reason.';


--
-- Name: COLUMN maintenance_steps.factor_after; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.factor_after IS 'Null with factor_before, or until it is done.';


--
-- Name: COLUMN maintenance_steps.rows_before; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.rows_before IS 'Dead rows, changed rows, or rows to purge. Null for others.';


--
-- Name: COLUMN maintenance_steps.rows_after; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.rows_after IS 'Null with rows_before, or until it is done.';


--
-- Name: COLUMN maintenance_steps.started_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.started_at IS 'Null while it is planned.';


--
-- Name: COLUMN maintenance_steps.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.finished_at IS 'Null until it is done.';


--
-- Name: COLUMN maintenance_steps.error_code; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.error_code IS 'Why it failed; null when it did not.';


--
-- Name: COLUMN maintenance_steps.detail; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.maintenance_steps.detail IS 'What was done, or what is left and why.';


--
-- Name: media; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.media (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    owner_id uuid NOT NULL,
    checksum bytea NOT NULL,
    size_bytes bigint NOT NULL,
    kind text NOT NULL,
    mime_type text NOT NULL,
    width integer,
    height integer,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    alternative_text text,
    file_name text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT media_alternative_text_check CHECK (((char_length(alternative_text) >= 1) AND (char_length(alternative_text) <= 1500))),
    CONSTRAINT media_details_check CHECK (((jsonb_typeof(details) = 'object'::text) AND (pg_column_size(details) <= 8192))),
    CONSTRAINT media_file_name_check CHECK (((char_length(file_name) >= 1) AND (char_length(file_name) <= 200))),
    CONSTRAINT media_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'video'::text, 'audio'::text, 'document'::text]))),
    CONSTRAINT media_mime_type_check CHECK ((mime_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/gif'::text, 'image/webp'::text, 'video/mp4'::text, 'video/quicktime'::text, 'video/webm'::text, 'audio/mpeg'::text, 'audio/mp4'::text, 'audio/ogg'::text, 'audio/wav'::text, 'audio/flac'::text, 'application/pdf'::text]))),
    CONSTRAINT media_size_bytes_check CHECK ((size_bytes > 0)),
    CONSTRAINT media_width_height_check CHECK (
CASE
    WHEN (kind = 'image'::text) THEN (((width >= 1) AND (width <= 32767)) AND ((height >= 1) AND (height <= 32767)) AND (width IS NOT NULL) AND (height IS NOT NULL))
    ELSE ((width IS NULL) AND (height IS NULL))
END)
);

ALTER TABLE ONLY app.media FORCE ROW LEVEL SECURITY;


ALTER TABLE app.media OWNER TO app_owner;

--
-- Name: TABLE media; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.media IS 'Uploaded files. Natural key: none, the same content may be uploaded twice.';


--
-- Name: COLUMN media.size_bytes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.size_bytes IS 'That of the content, which never changes.';


--
-- Name: COLUMN media.mime_type; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.mime_type IS 'Detected from the bytes; the claimed type is ignored.';


--
-- Name: COLUMN media.width; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.width IS 'Pixels as shown; null unless it is an image.';


--
-- Name: COLUMN media.height; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.height IS 'Pixels as shown; null unless it is an image.';


--
-- Name: COLUMN media.details; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.details IS 'Further facts from the bytes, such as the frames of an animation. Never Exif.';


--
-- Name: COLUMN media.alternative_text; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.alternative_text IS 'Null until its owner describes it.';


--
-- Name: COLUMN media.file_name; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media.file_name IS 'Null when its owner gave it none.';


--
-- Name: media_objects; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.media_objects (
    checksum bytea NOT NULL,
    size_bytes bigint NOT NULL,
    unused_since timestamp with time zone DEFAULT statement_timestamp(),
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT media_objects_checksum_check CHECK ((octet_length(checksum) = 32)),
    CONSTRAINT media_objects_size_bytes_check CHECK ((size_bytes > 0))
);

ALTER TABLE ONLY app.media_objects FORCE ROW LEVEL SECURITY;


ALTER TABLE app.media_objects OWNER TO app_owner;

--
-- Name: TABLE media_objects; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.media_objects IS 'Contents that are in the store, or are being stored. The row exists before the bytes, and is deleted after them. Natural key: checksum.';


--
-- Name: COLUMN media_objects.checksum; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media_objects.checksum IS 'SHA-256.';


--
-- Name: COLUMN media_objects.unused_since; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.media_objects.unused_since IS 'When it was last announced or lost its last file; null while a file uses it.';


--
-- Name: members; Type: VIEW; Schema: app; Owner: app_reader
--

CREATE VIEW app.members WITH (security_barrier='true') AS
 SELECT id,
    username,
    username_key,
    full_name,
    role,
    version,
    created_at,
    updated_at
   FROM app.users
  WHERE (deleted_at IS NULL);


ALTER VIEW app.members OWNER TO app_reader;

--
-- Name: moderation_cases; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.moderation_cases (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    post_id uuid,
    comment_id uuid,
    author_id uuid NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    category text NOT NULL,
    flag_count integer DEFAULT 0 NOT NULL,
    hidden_by text,
    hidden_from text,
    assignee_id uuid,
    reason text,
    decided_by uuid,
    decided_at timestamp with time zone,
    appeal text,
    appealed_at timestamp with time zone,
    opened_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    edited_at timestamp with time zone,
    CONSTRAINT moderation_cases_appeal_check CHECK (((char_length(appeal) >= 1) AND (char_length(appeal) <= 2000))),
    CONSTRAINT moderation_cases_appealed_at_check CHECK (((appeal IS NULL) = (appealed_at IS NULL))),
    CONSTRAINT moderation_cases_category_check CHECK ((category = ANY (ARRAY['spam'::text, 'abuse'::text, 'illegal'::text, 'privacy'::text, 'misinformation'::text, 'offtopic'::text, 'other'::text]))),
    CONSTRAINT moderation_cases_decision_check CHECK (((status <> ALL (ARRAY['approved'::text, 'rejected'::text])) OR (decided_at IS NOT NULL))),
    CONSTRAINT moderation_cases_flag_count_check CHECK ((flag_count >= 0)),
    CONSTRAINT moderation_cases_hidden_by_check CHECK ((hidden_by = ANY (ARRAY['flags'::text, 'moderator'::text]))),
    CONSTRAINT moderation_cases_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000))),
    CONSTRAINT moderation_cases_status_check CHECK ((status = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text, 'appealed'::text]))),
    CONSTRAINT moderation_cases_subject_check CHECK ((num_nonnulls(post_id, comment_id) = 1))
);

ALTER TABLE ONLY app.moderation_cases FORCE ROW LEVEL SECURITY;


ALTER TABLE app.moderation_cases OWNER TO app_owner;

--
-- Name: TABLE moderation_cases; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.moderation_cases IS 'Flagged content and the decisions about it; about a post or about a comment. Natural keys: post_id and comment_id.';


--
-- Name: COLUMN moderation_cases.post_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.post_id IS 'Null when the case is about a comment.';


--
-- Name: COLUMN moderation_cases.comment_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.comment_id IS 'Null when the case is about a post.';


--
-- Name: COLUMN moderation_cases.category; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.category IS 'Of the first flag since the last decision, or what the moderator found.';


--
-- Name: COLUMN moderation_cases.flag_count; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.flag_count IS 'Since the last decision.';


--
-- Name: COLUMN moderation_cases.hidden_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.hidden_by IS 'Null while the content is shown.';


--
-- Name: COLUMN moderation_cases.hidden_from; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.hidden_from IS 'The status that a hidden post goes back to; null otherwise.';


--
-- Name: COLUMN moderation_cases.assignee_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.assignee_id IS 'Null while no moderator has taken the case.';


--
-- Name: COLUMN moderation_cases.reason; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.reason IS 'Of the last decision, for the author; null before the first.';


--
-- Name: COLUMN moderation_cases.decided_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.decided_by IS 'Null before the first decision, or when that account is gone.';


--
-- Name: COLUMN moderation_cases.decided_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.decided_at IS 'Null before the first decision.';


--
-- Name: COLUMN moderation_cases.appeal; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.appeal IS 'Null while the author has not appealed.';


--
-- Name: COLUMN moderation_cases.appealed_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.appealed_at IS 'Null while the author has not appealed.';


--
-- Name: COLUMN moderation_cases.opened_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.opened_at IS 'Its place in the queue: when it was last opened or appealed.';


--
-- Name: COLUMN moderation_cases.version; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.version IS 'Changes with everything that a decision is based on, the content included; not with the number of flags.';


--
-- Name: COLUMN moderation_cases.edited_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_cases.edited_at IS 'When the content was last edited since the last decision; null when it was not.';


--
-- Name: moderation_log; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.moderation_log (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    subject_id uuid,
    category text,
    tag text,
    into_tag text,
    done_by text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT moderation_log_action_check CHECK ((action = ANY (ARRAY['hidden'::text, 'approved'::text, 'rejected'::text, 'appealed'::text, 'renamed'::text, 'merged'::text, 'removed'::text, 'restored'::text, 'edited'::text]))),
    CONSTRAINT moderation_log_done_by_check CHECK ((done_by = ANY (ARRAY['flags'::text, 'author'::text, 'moderator'::text, 'admin'::text, 'system'::text]))),
    CONSTRAINT moderation_log_subject_check CHECK ((subject = ANY (ARRAY['post'::text, 'comment'::text, 'tag'::text, 'media'::text, 'profile'::text])))
);

ALTER TABLE ONLY app.moderation_log FORCE ROW LEVEL SECURITY;


ALTER TABLE app.moderation_log OWNER TO app_owner;

--
-- Name: TABLE moderation_log; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.moderation_log IS 'Public log of moderation: no person, no text, no reason. Append-only, written by triggers. No natural key: an action may happen twice.';


--
-- Name: COLUMN moderation_log.subject_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_log.subject_id IS 'Null for a tag. No foreign key: the entry outlives its subject.';


--
-- Name: COLUMN moderation_log.category; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_log.category IS 'Null where there is none.';


--
-- Name: COLUMN moderation_log.tag; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_log.tag IS 'Null unless it is about a tag.';


--
-- Name: COLUMN moderation_log.into_tag; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_log.into_tag IS 'The name that a tag has now; null unless it is about a tag.';


--
-- Name: COLUMN moderation_log.done_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_log.done_by IS 'The role, never the person.';


--
-- Name: moderation_reasons; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.moderation_reasons (
    log_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    done_by_id uuid,
    reason text NOT NULL,
    CONSTRAINT moderation_reasons_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 2000)))
);

ALTER TABLE ONLY app.moderation_reasons FORCE ROW LEVEL SECURITY;


ALTER TABLE app.moderation_reasons OWNER TO app_owner;

--
-- Name: TABLE moderation_reasons; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.moderation_reasons IS 'Why staff removed, restored or edited something, and who did. For staff, and without the person for the owner. Natural key: log_id.';


--
-- Name: COLUMN moderation_reasons.owner_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_reasons.owner_id IS 'Whose content it was.';


--
-- Name: COLUMN moderation_reasons.done_by_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_reasons.done_by_id IS 'Null when that account is gone.';


--
-- Name: moderation_settings; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.moderation_settings (
    id boolean DEFAULT true NOT NULL,
    hide_after_flags integer DEFAULT 3 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT moderation_settings_hide_after_flags_check CHECK (((hide_after_flags >= 0) AND (hide_after_flags <= 1000))),
    CONSTRAINT moderation_settings_id_check CHECK (id)
);

ALTER TABLE ONLY app.moderation_settings FORCE ROW LEVEL SECURITY;


ALTER TABLE app.moderation_settings OWNER TO app_owner;

--
-- Name: TABLE moderation_settings; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.moderation_settings IS 'How moderation works here; one row. Natural key: id.';


--
-- Name: COLUMN moderation_settings.hide_after_flags; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.moderation_settings.hide_after_flags IS 'Flags since the last decision that hide content before a moderator decides; 0 for never.';


--
-- Name: monitoring_samples; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.monitoring_samples (
    sampled_at timestamp with time zone NOT NULL,
    numbers jsonb NOT NULL,
    CONSTRAINT monitoring_samples_numbers_check CHECK ((jsonb_typeof(numbers) = 'object'::text))
);

ALTER TABLE ONLY app.monitoring_samples FORCE ROW LEVEL SECURITY;


ALTER TABLE app.monitoring_samples OWNER TO app_owner;

--
-- Name: TABLE monitoring_samples; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.monitoring_samples IS 'Numbers of the database server by minute. Natural key: sampled_at.';


--
-- Name: COLUMN monitoring_samples.sampled_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.monitoring_samples.sampled_at IS 'The minute. Of several hosts, the first one writes it.';


--
-- Name: COLUMN monitoring_samples.numbers; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.monitoring_samples.numbers IS 'By name, as in the probe "overview".';


--
-- Name: notification_digests; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.notification_digests (
    user_id uuid NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    snapshot pg_snapshot NOT NULL
);

ALTER TABLE ONLY app.notification_digests FORCE ROW LEVEL SECURITY;


ALTER TABLE app.notification_digests OWNER TO app_owner;

--
-- Name: TABLE notification_digests; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.notification_digests IS 'When a person was last sent a digest: at most one a day, of what came since. Natural key: user_id.';


--
-- Name: COLUMN notification_digests.snapshot; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notification_digests.snapshot IS 'What it saw: later notifications are in the next one.';


--
-- Name: notifications; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.notifications (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    actor_id uuid,
    post_id uuid,
    comment_id uuid,
    case_id uuid,
    likes integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT notifications_actor_id_check CHECK (((actor_id IS NULL) = (kind = ANY (ARRAY['like'::text, 'decision'::text])))),
    CONSTRAINT notifications_kind_check CHECK ((kind = ANY (ARRAY['comment'::text, 'reply'::text, 'mention'::text, 'follow'::text, 'like'::text, 'decision'::text]))),
    CONSTRAINT notifications_likes_check CHECK ((likes >= 0))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');

ALTER TABLE ONLY app.notifications FORCE ROW LEVEL SECURITY;


ALTER TABLE app.notifications OWNER TO app_owner;

--
-- Name: TABLE notifications; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.notifications IS 'What happened that concerns a person: ids and no text. Made by the triggers of what happened. Natural keys: those of its unique indexes; a decision has none.';


--
-- Name: COLUMN notifications.actor_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.actor_id IS 'Who did it; null for likes, which may be of many, and for decisions of moderators.';


--
-- Name: COLUMN notifications.post_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.post_id IS 'No foreign key: what is deleted for good is not shown, and its notifications are purged in their time.';


--
-- Name: COLUMN notifications.comment_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.comment_id IS 'What was written, or is liked or decided about; null when that is the post.';


--
-- Name: COLUMN notifications.case_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.case_id IS 'The case that was decided; null for everything else.';


--
-- Name: COLUMN notifications.likes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.likes IS 'Likes since the former notification about the same was read; 0 for everything else.';


--
-- Name: COLUMN notifications.xid; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.xid IS 'The transaction that made it, by which a digest knows what it has seen.';


--
-- Name: COLUMN notifications.read_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.notifications.read_at IS 'Null while unread.';


--
-- Name: one_time_tokens; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.one_time_tokens (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    email text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT one_time_tokens_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 255))),
    CONSTRAINT one_time_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'set_password'::text, 'confirm_email_change'::text, 'take_back_email'::text]))),
    CONSTRAINT one_time_tokens_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY app.one_time_tokens FORCE ROW LEVEL SECURITY;


ALTER TABLE app.one_time_tokens OWNER TO app_owner;

--
-- Name: TABLE one_time_tokens; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.one_time_tokens IS 'Links sent by mail. Natural key: token_hash.';


--
-- Name: COLUMN one_time_tokens.email; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.one_time_tokens.email IS 'Where the link was sent. It works only while the account has this address, waits for it (confirm_email_change) or had it (take_back_email).';


--
-- Name: COLUMN one_time_tokens.used_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.one_time_tokens.used_at IS 'Null until the token is redeemed.';


--
-- Name: operator_actions; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.operator_actions (
    id uuid NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    reason text NOT NULL,
    actor_id uuid,
    requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    outcome text,
    error_code text,
    detail text,
    CONSTRAINT operator_actions_action_check CHECK ((action = ANY (ARRAY['cancel'::text, 'terminate'::text, 'vacuum'::text, 'analyze'::text, 'reindex'::text, 'reset'::text]))),
    CONSTRAINT operator_actions_detail_check CHECK ((char_length(detail) <= 500)),
    CONSTRAINT operator_actions_error_code_check CHECK (((char_length(error_code) >= 1) AND (char_length(error_code) <= 100))),
    CONSTRAINT operator_actions_finished_at_check CHECK (((outcome IS NULL) = (finished_at IS NULL))),
    CONSTRAINT operator_actions_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT operator_actions_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
    CONSTRAINT operator_actions_target_check CHECK (((char_length(target) >= 1) AND (char_length(target) <= 300)))
);

ALTER TABLE ONLY app.operator_actions FORCE ROW LEVEL SECURITY;


ALTER TABLE app.operator_actions OWNER TO app_owner;

--
-- Name: TABLE operator_actions; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.operator_actions IS 'What operators did to the database server. Natural key: none.';


--
-- Name: COLUMN operator_actions.id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.id IS 'Also the id of the job, where one does it.';


--
-- Name: COLUMN operator_actions.target; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.target IS 'As it was named: a process, a table, an index.';


--
-- Name: COLUMN operator_actions.actor_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.actor_id IS 'The admin; kept when the account is erased. Null for an operator at the server.';


--
-- Name: COLUMN operator_actions.started_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.started_at IS 'Null while it waits for a worker.';


--
-- Name: COLUMN operator_actions.finished_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.finished_at IS 'Null while it is not finished, or when its process ended before it stored the outcome.';


--
-- Name: COLUMN operator_actions.outcome; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.outcome IS 'Null with finished_at.';


--
-- Name: COLUMN operator_actions.error_code; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.error_code IS 'Why it failed; null when it did not.';


--
-- Name: COLUMN operator_actions.detail; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.operator_actions.detail IS 'What was done, or why it failed, for people.';


--
-- Name: post_days; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_days (
    post_id uuid NOT NULL,
    day date NOT NULL,
    comments integer DEFAULT 0 NOT NULL,
    views bigint DEFAULT 0 NOT NULL,
    points bigint GENERATED ALWAYS AS (((20 * comments) + views)) STORED NOT NULL,
    likes integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE ONLY app.post_days FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_days OWNER TO app_owner;

--
-- Name: TABLE post_days; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_days IS 'What happened to a post on one day. Derived from comments, likes and view counters. Natural key: its primary key.';


--
-- Name: COLUMN post_days.comments; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_days.comments IS 'Comments made on the day that everyone may read.';


--
-- Name: COLUMN post_days.views; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_days.views IS 'Views counted on the day.';


--
-- Name: COLUMN post_days.points; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_days.points IS 'Ten times the trending score of the comments and views of the day, so that sums stay whole. app.day_points() adds the likes.';


--
-- Name: COLUMN post_days.likes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_days.likes IS 'Likes given on the day and not taken back.';


--
-- Name: post_embeddings; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_embeddings (
    post_id uuid NOT NULL,
    model_id bigint NOT NULL,
    chunk integer NOT NULL,
    embedding public.halfvec(768) NOT NULL
);

ALTER TABLE ONLY app.post_embeddings FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_embeddings OWNER TO app_owner;

--
-- Name: TABLE post_embeddings; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_embeddings IS 'Unit vectors of the parts of published posts; shorter ones are filled up with zeros. Natural key: model_id, post_id and chunk.';


--
-- Name: COLUMN post_embeddings.chunk; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_embeddings.chunk IS 'From 0. The first begins with the title.';


--
-- Name: post_likes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_likes (
    user_id uuid NOT NULL,
    post_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY app.post_likes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_likes OWNER TO app_owner;

--
-- Name: TABLE post_likes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_likes IS 'Who likes which post. Natural key: its primary key.';


--
-- Name: post_media; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_media (
    post_id uuid NOT NULL,
    "position" smallint NOT NULL,
    owner_id uuid NOT NULL,
    media_id uuid NOT NULL,
    CONSTRAINT post_media_position_check CHECK ((("position" >= 1) AND ("position" <= 10)))
);

ALTER TABLE ONLY app.post_media FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_media OWNER TO app_owner;

--
-- Name: TABLE post_media; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_media IS 'The files that a post shows, at most as many as there are positions. Natural keys: (post_id, position) and (post_id, media_id).';


--
-- Name: COLUMN post_media."position"; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_media."position" IS '1 is shown first; a file that was deleted leaves a gap.';


--
-- Name: COLUMN post_media.owner_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_media.owner_id IS 'The author of the post, who owns the file.';


--
-- Name: post_reads; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_reads (
    user_id uuid NOT NULL,
    post_id uuid NOT NULL,
    counted_at timestamp with time zone NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY app.post_reads FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_reads OWNER TO app_owner;

--
-- Name: TABLE post_reads; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_reads IS 'When a view of a signed-in reader was last counted; forgotten after 90 days. Natural key: its primary key.';


--
-- Name: post_stats; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_stats (
    post_id uuid NOT NULL,
    view_count bigint DEFAULT 0 NOT NULL,
    comment_count integer DEFAULT 0 NOT NULL,
    last_comment_at timestamp with time zone,
    like_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT post_stats_comment_count_check CHECK ((comment_count >= 0)),
    CONSTRAINT post_stats_like_count_check CHECK ((like_count >= 0)),
    CONSTRAINT post_stats_view_count_check CHECK ((view_count >= 0))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');

ALTER TABLE ONLY app.post_stats FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_stats OWNER TO app_owner;

--
-- Name: TABLE post_stats; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_stats IS 'Counters of a post, one row each, made with it. Derived. Natural key: post_id.';


--
-- Name: COLUMN post_stats.last_comment_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_stats.last_comment_at IS 'Of the comments that everyone may read.';


--
-- Name: post_tags; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_tags (
    tag text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    post_id uuid NOT NULL
);

ALTER TABLE ONLY app.post_tags FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_tags OWNER TO app_owner;

--
-- Name: TABLE post_tags; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_tags IS 'Tags of published posts that are not deleted. Derived from posts. Natural key: its primary key.';


--
-- Name: post_trends; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.post_trends (
    post_id uuid NOT NULL,
    span bigint NOT NULL,
    points bigint NOT NULL,
    as_of date NOT NULL,
    CONSTRAINT post_trends_span_check CHECK ((span = ANY (ARRAY[(7)::bigint, (30)::bigint, (90)::bigint])))
);

ALTER TABLE ONLY app.post_trends FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_trends OWNER TO app_owner;

--
-- Name: TABLE post_trends; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_trends IS 'Points of a post in the last so many days of as_of, or more. Derived from post_days. Natural key: its primary key.';


--
-- Name: post_visits; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE UNLOGGED TABLE app.post_visits (
    post_id uuid NOT NULL,
    visitor uuid NOT NULL,
    counted_at timestamp with time zone NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY app.post_visits FORCE ROW LEVEL SECURITY;


ALTER TABLE app.post_visits OWNER TO app_owner;

--
-- Name: TABLE post_visits; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.post_visits IS 'When a view of an anonymous reader was last counted; deleted after a day. Natural key: its primary key.';


--
-- Name: COLUMN post_visits.visitor; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.post_visits.visitor IS 'Keyed hash of a network address, which is stored nowhere.';


--
-- Name: posts; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.posts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    author_id uuid NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    excerpt text GENERATED ALWAYS AS (app.excerpt(body)) STORED NOT NULL,
    language text DEFAULT 'english'::text NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    published_at timestamp with time zone,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    search_vector tsvector DEFAULT ''::tsvector NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    listed_at timestamp with time zone GENERATED ALWAYS AS (COALESCE(published_at, created_at)) STORED NOT NULL,
    deleted_at timestamp with time zone,
    deleted_by text,
    edited_at timestamp with time zone,
    CONSTRAINT posts_body_check CHECK (((char_length(body) >= 1) AND (char_length(body) <= 100000))),
    CONSTRAINT posts_created_at_check CHECK (((created_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT posts_deleted_at_deleted_by_check CHECK (((deleted_at IS NULL) = (deleted_by IS NULL))),
    CONSTRAINT posts_deleted_by_check CHECK ((deleted_by = ANY (ARRAY['author'::text, 'staff'::text, 'retention'::text]))),
    CONSTRAINT posts_language_check CHECK ((language = ANY (ARRAY['simple'::text, 'arabic'::text, 'armenian'::text, 'basque'::text, 'catalan'::text, 'danish'::text, 'dutch'::text, 'english'::text, 'finnish'::text, 'french'::text, 'german'::text, 'greek'::text, 'hindi'::text, 'hungarian'::text, 'indonesian'::text, 'irish'::text, 'italian'::text, 'lithuanian'::text, 'nepali'::text, 'norwegian'::text, 'portuguese'::text, 'romanian'::text, 'russian'::text, 'serbian'::text, 'spanish'::text, 'swedish'::text, 'tamil'::text, 'turkish'::text, 'yiddish'::text]))),
    CONSTRAINT posts_metadata_check CHECK (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) <= 16384))),
    CONSTRAINT posts_published_at_check CHECK (((published_at >= '1900-01-01 00:00:00+00'::timestamp with time zone) AND (published_at < '2200-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT posts_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'archived'::text, 'hidden'::text]))),
    CONSTRAINT posts_status_published_at_check CHECK (((status = 'draft'::text) OR (published_at IS NOT NULL))),
    CONSTRAINT posts_tags_check CHECK (((cardinality(tags) = 0) OR ((cardinality(tags) <= 10) AND (array_position(tags, NULL::text) IS NULL) AND (array_to_string(tags, ','::text) IS NFKC NORMALIZED) AND (array_to_string(tags, ','::text) ~ '^[^[:space:][:cntrl:][:upper:]/,]{1,50}(,[^[:space:][:cntrl:][:upper:]/,]{1,50})*$'::text) AND (regexp_count(array_to_string(tags, ','::text), ','::text) = (cardinality(tags) - 1))))),
    CONSTRAINT posts_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);
ALTER TABLE ONLY app.posts ALTER COLUMN title SET STORAGE MAIN;
ALTER TABLE ONLY app.posts ALTER COLUMN excerpt SET STORAGE MAIN;
ALTER TABLE ONLY app.posts ALTER COLUMN tags SET STORAGE MAIN;
ALTER TABLE ONLY app.posts ALTER COLUMN metadata SET STORAGE MAIN;
ALTER TABLE ONLY app.posts ALTER COLUMN search_vector SET STORAGE MAIN;

ALTER TABLE ONLY app.posts FORCE ROW LEVEL SECURITY;


ALTER TABLE app.posts OWNER TO app_owner;

--
-- Name: TABLE posts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.posts IS 'What people publish. No natural key: two posts may have one title.';


--
-- Name: COLUMN posts.language; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.language IS 'The text search configuration that reads title, body and tags.';


--
-- Name: COLUMN posts.published_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.published_at IS 'When it was first published; publishing an archived post again keeps its place in the lists.';


--
-- Name: COLUMN posts.search_vector; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.search_vector IS 'Title A, body B, tags C, in the language of the post; kept by a trigger.';


--
-- Name: COLUMN posts.listed_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.listed_at IS 'The place in an author''s own list, where drafts stand among published posts.';


--
-- Name: COLUMN posts.deleted_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.deleted_at IS 'Null while the post is not in the trash.';


--
-- Name: COLUMN posts.deleted_by; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.deleted_by IS 'Who put it into the trash: what staff removed, the author cannot restore; retention: kept after its time in the trash for its comments, and never restored.';


--
-- Name: COLUMN posts.edited_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.posts.edited_at IS 'The last change of title or body, kept by a trigger; null for none since the column exists.';


--
-- Name: refresh_tokens; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.refresh_tokens (
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT refresh_tokens_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY app.refresh_tokens FORCE ROW LEVEL SECURITY;


ALTER TABLE app.refresh_tokens OWNER TO app_owner;

--
-- Name: TABLE refresh_tokens; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.refresh_tokens IS 'Every refresh token of a session, used or not. Natural key: token_hash.';


--
-- Name: COLUMN refresh_tokens.expires_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.refresh_tokens.expires_at IS 'The idle end: an unused session stops here, before its absolute end.';


--
-- Name: COLUMN refresh_tokens.used_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.refresh_tokens.used_at IS 'Null until the token is exchanged; a second use ends the session.';


--
-- Name: registrations; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.registrations (
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text GENERATED ALWAYS AS (lower(NORMALIZE(email, NFKC))) STORED NOT NULL,
    username text NOT NULL,
    username_key text GENERATED ALWAYS AS (lower(username)) STORED NOT NULL,
    full_name text,
    password_hash text NOT NULL,
    token_hash bytea,
    requested_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT registrations_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 255))),
    CONSTRAINT registrations_full_name_check CHECK (((char_length(full_name) >= 1) AND (char_length(full_name) <= 255))),
    CONSTRAINT registrations_token_hash_check CHECK ((octet_length(token_hash) = 32)),
    CONSTRAINT registrations_username_check CHECK ((username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,49}$'::text))
);

ALTER TABLE ONLY app.registrations FORCE ROW LEVEL SECURITY;


ALTER TABLE app.registrations OWNER TO app_owner;

--
-- Name: TABLE registrations; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.registrations IS 'Accounts to be made once their address is confirmed, whether or not the address has an account. Natural key: username_key.';


--
-- Name: COLUMN registrations.full_name; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.registrations.full_name IS 'Null when the person shows only the username.';


--
-- Name: COLUMN registrations.token_hash; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.registrations.token_hash IS 'Of the latest link; null until it is mailed.';


--
-- Name: retired_usernames; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.retired_usernames (
    username_hash bytea NOT NULL,
    CONSTRAINT retired_usernames_username_hash_check CHECK ((octet_length(username_hash) = 32))
);

ALTER TABLE ONLY app.retired_usernames FORCE ROW LEVEL SECURITY;


ALTER TABLE app.retired_usernames OWNER TO app_owner;

--
-- Name: TABLE retired_usernames; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.retired_usernames IS 'SHA-256 of username_key of erased accounts, to prevent impersonation. Not linked to the account. Natural key: username_hash.';


--
-- Name: rollups; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.rollups (
    name text NOT NULL,
    built_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY app.rollups FORCE ROW LEVEL SECURITY;


ALTER TABLE app.rollups OWNER TO app_owner;

--
-- Name: TABLE rollups; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.rollups IS 'Which aggregates have been filled from the rows that existed before their triggers. Natural key: name.';


--
-- Name: security_events; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.security_events (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    user_id uuid NOT NULL,
    session_id uuid,
    ip inet,
    user_agent text,
    CONSTRAINT security_events_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'email_verified'::text, 'refresh_token_reused'::text, 'sessions_ended'::text, 'password_changed'::text, 'password_reset'::text, 'admin_created'::text, 'email_change_requested'::text, 'email_changed'::text, 'email_taken_back'::text]))),
    CONSTRAINT security_events_user_agent_check CHECK ((char_length(user_agent) <= 256))
);

ALTER TABLE ONLY app.security_events FORCE ROW LEVEL SECURITY;


ALTER TABLE app.security_events OWNER TO app_owner;

--
-- Name: TABLE security_events; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.security_events IS 'Security log of an account; append-only. Natural key: none, id is a UUID of version 7.';


--
-- Name: COLUMN security_events.session_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.security_events.session_id IS 'No foreign key: the event outlives its session.';


--
-- Name: COLUMN security_events.ip; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.security_events.ip IS 'Null when the address of the client is not known.';


--
-- Name: COLUMN security_events.user_agent; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.security_events.user_agent IS 'Null when the client did not name itself.';


--
-- Name: span_posts; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.span_posts (
    days bigint NOT NULL,
    starts date NOT NULL,
    status text NOT NULL,
    views bigint NOT NULL,
    posts integer NOT NULL,
    CONSTRAINT span_posts_days_check CHECK ((days = ANY (ARRAY[(8)::bigint, (64)::bigint])))
);

ALTER TABLE ONLY app.span_posts FORCE ROW LEVEL SECURITY;


ALTER TABLE app.span_posts OWNER TO app_owner;

--
-- Name: TABLE span_posts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.span_posts IS 'The counts of app.day_posts, summed over 8 and 64 days. Derived. Natural key: its primary key.';


--
-- Name: COLUMN span_posts.starts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.span_posts.starts IS 'First day of the span; spans are counted from 2000-01-01.';


--
-- Name: span_tags; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.span_tags (
    days bigint NOT NULL,
    starts date NOT NULL,
    tag text NOT NULL,
    posts integer NOT NULL,
    CONSTRAINT span_tags_days_check CHECK ((days = ANY (ARRAY[(8)::bigint, (64)::bigint])))
);

ALTER TABLE ONLY app.span_tags FORCE ROW LEVEL SECURITY;


ALTER TABLE app.span_tags OWNER TO app_owner;

--
-- Name: TABLE span_tags; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.span_tags IS 'The counts of app.day_tags, summed over 8 and 64 days. Derived. Natural key: its primary key.';


--
-- Name: statement_plans; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.statement_plans (
    id uuid NOT NULL,
    statement_id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    analyzed boolean NOT NULL,
    shape text NOT NULL,
    cost double precision NOT NULL,
    milliseconds double precision,
    CONSTRAINT statement_plans_shape_check CHECK ((char_length(shape) = 16))
);

ALTER TABLE ONLY app.statement_plans FORCE ROW LEVEL SECURITY;


ALTER TABLE app.statement_plans OWNER TO app_owner;

--
-- Name: TABLE statement_plans; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.statement_plans IS 'Plans of statements, kept for comparison. Natural key: statement_id, taken_at.';


--
-- Name: COLUMN statement_plans.statement_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.statement_plans.statement_id IS 'queryid of pg_stat_statements.';


--
-- Name: COLUMN statement_plans.analyzed; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.statement_plans.analyzed IS 'Whether the statement ran.';


--
-- Name: COLUMN statement_plans.shape; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.statement_plans.shape IS 'Hash of the kinds of nodes with their tables and indexes: another one is another plan.';


--
-- Name: COLUMN statement_plans.cost; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.statement_plans.cost IS 'The planner''s estimate.';


--
-- Name: COLUMN statement_plans.milliseconds; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.statement_plans.milliseconds IS 'How long the statement ran; null where it did not.';


--
-- Name: strikes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.strikes (
    case_id uuid NOT NULL,
    user_id uuid NOT NULL,
    category text NOT NULL,
    given_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone
);

ALTER TABLE ONLY app.strikes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.strikes OWNER TO app_owner;

--
-- Name: TABLE strikes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.strikes IS 'One for each rejected post or comment of an author. Derived from the cases. Natural key: case_id.';


--
-- Name: COLUMN strikes.revoked_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.strikes.revoked_at IS 'Null while it is in force; set when an appeal succeeds.';


--
-- Name: tag_aliases; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.tag_aliases (
    alias text NOT NULL,
    tag text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tag_aliases_alias_tag_check CHECK ((alias <> tag)),
    CONSTRAINT tag_aliases_tag_check CHECK (((tag IS NFKC NORMALIZED) AND (tag ~ '^[^[:space:][:cntrl:][:upper:]/,]{1,50}$'::text)))
);

ALTER TABLE ONLY app.tag_aliases FORCE ROW LEVEL SECURITY;


ALTER TABLE app.tag_aliases OWNER TO app_owner;

--
-- Name: TABLE tag_aliases; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.tag_aliases IS 'Former names of tags and the tag that each leads to; never another alias. Natural key: alias.';


--
-- Name: tags; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.tags (
    tag text NOT NULL,
    post_count integer NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY app.tags FORCE ROW LEVEL SECURITY;


ALTER TABLE app.tags OWNER TO app_owner;

--
-- Name: TABLE tags; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.tags IS 'How many rows of post_tags each tag has. Derived. An unused tag stays with 0. Natural key: tag.';


--
-- Name: tasks; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.tasks (
    id bigint NOT NULL,
    owner_id uuid NOT NULL,
    assignee_id uuid,
    title text NOT NULL,
    priority app.task_priority DEFAULT 'medium'::app.task_priority NOT NULL,
    is_done boolean DEFAULT false NOT NULL,
    done_at timestamp with time zone,
    due_at timestamp with time zone,
    due_order timestamp with time zone GENERATED ALWAYS AS (COALESCE(due_at, '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) STORED NOT NULL,
    "position" text NOT NULL COLLATE pg_catalog."C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tasks_done_at_check CHECK ((is_done = (done_at IS NOT NULL))),
    CONSTRAINT tasks_position_check CHECK (("position" ~ '^[0-9A-Za-z]{6}([0-9A-Za-z]{0,41}[1-9A-Za-z])?$'::text)),
    CONSTRAINT tasks_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 280)))
);

ALTER TABLE ONLY app.tasks FORCE ROW LEVEL SECURITY;


ALTER TABLE app.tasks OWNER TO app_owner;

--
-- Name: TABLE tasks; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.tasks IS 'What a person wants done. Natural key: none; owner_id and position are unique.';


--
-- Name: COLUMN tasks.id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.tasks.id IS 'Can be guessed: row-level security hides tasks of others.';


--
-- Name: COLUMN tasks.assignee_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.tasks.assignee_id IS 'Who is asked to do it, a follower of the owner. Null for the owner.';


--
-- Name: COLUMN tasks.done_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.tasks.done_at IS 'Null while it is not done.';


--
-- Name: COLUMN tasks.due_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.tasks.due_at IS 'Null for a task without a due time.';


--
-- Name: COLUMN tasks.due_order; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.tasks.due_order IS 'The due time in the order of lists: a task without one is last.';


--
-- Name: COLUMN tasks."position"; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.tasks."position" IS 'Place in the owner''s list: a fraction in base 62, so that a task moves between two others without their rows (TaskPosition). Unique at the end of a statement, so that one can renumber the list.';


--
-- Name: tasks_id_seq; Type: SEQUENCE; Schema: app; Owner: app_owner
--

ALTER TABLE app.tasks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.tasks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: trend_changes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.trend_changes (
    id bigint NOT NULL,
    post_id uuid NOT NULL
);

ALTER TABLE ONLY app.trend_changes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.trend_changes OWNER TO app_owner;

--
-- Name: TABLE trend_changes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.trend_changes IS 'Posts whose points app.post_trends does not hold yet. Derived. No natural key: the same may happen twice.';


--
-- Name: trend_changes_id_seq; Type: SEQUENCE; Schema: app; Owner: app_owner
--

ALTER TABLE app.trend_changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.trend_changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: user_profiles; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.user_profiles (
    user_id uuid NOT NULL,
    bio text,
    avatar_url text,
    social_links jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    avatar_id uuid,
    CONSTRAINT user_profiles_avatar_url_check CHECK ((char_length(avatar_url) <= 500)),
    CONSTRAINT user_profiles_bio_check CHECK ((char_length(bio) <= 1000)),
    CONSTRAINT user_profiles_social_links_check CHECK (((jsonb_typeof(social_links) = 'object'::text) AND (pg_column_size(social_links) <= 65536)))
);

ALTER TABLE ONLY app.user_profiles FORCE ROW LEVEL SECURITY;


ALTER TABLE app.user_profiles OWNER TO app_owner;

--
-- Name: TABLE user_profiles; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.user_profiles IS 'The public profile of a user; one row an account, made with it. Natural key: user_id.';


--
-- Name: COLUMN user_profiles.bio; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_profiles.bio IS 'Null until the person writes one.';


--
-- Name: COLUMN user_profiles.avatar_url; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_profiles.avatar_url IS 'Null until the person sets one.';


--
-- Name: COLUMN user_profiles.avatar_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_profiles.avatar_id IS 'Null until the person chooses one of their own images.';


--
-- Name: user_sessions; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.user_sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_reason text,
    user_agent text,
    ip inet,
    CONSTRAINT user_sessions_expires_at_check CHECK ((expires_at > created_at)),
    CONSTRAINT user_sessions_revoked_at_check CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL))),
    CONSTRAINT user_sessions_revoked_reason_check CHECK ((revoked_reason = ANY (ARRAY['logout'::text, 'logout_all'::text, 'revoked'::text, 'displaced'::text, 'password_changed'::text, 'password_reset'::text, 'token_reused'::text, 'account_closed'::text]))),
    CONSTRAINT user_sessions_user_agent_check CHECK ((char_length(user_agent) <= 256))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');

ALTER TABLE ONLY app.user_sessions FORCE ROW LEVEL SECURITY;


ALTER TABLE app.user_sessions OWNER TO app_owner;

--
-- Name: TABLE user_sessions; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.user_sessions IS 'One row a sign-in; the family of its refresh tokens. Natural key: none, id is a UUID of version 7.';


--
-- Name: COLUMN user_sessions.last_used_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_sessions.last_used_at IS 'Sign-in or last refresh.';


--
-- Name: COLUMN user_sessions.expires_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_sessions.expires_at IS 'The absolute end; a refresh does not extend it.';


--
-- Name: COLUMN user_sessions.revoked_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_sessions.revoked_at IS 'Null while the session is active.';


--
-- Name: COLUMN user_sessions.revoked_reason; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_sessions.revoked_reason IS 'Null while the session is active.';


--
-- Name: COLUMN user_sessions.user_agent; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_sessions.user_agent IS 'Null when the client did not name itself.';


--
-- Name: COLUMN user_sessions.ip; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.user_sessions.ip IS 'Null when the address of the client is not known.';


--
-- Name: vocabulary; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.vocabulary (
    word text NOT NULL,
    plain text NOT NULL,
    posts integer NOT NULL,
    pass integer NOT NULL,
    CONSTRAINT vocabulary_word_check CHECK (((char_length(word) >= 3) AND (char_length(word) <= 40)))
)
WITH (fillfactor='80');

ALTER TABLE ONLY app.vocabulary FORCE ROW LEVEL SECURITY;


ALTER TABLE app.vocabulary OWNER TO app_owner;

--
-- Name: TABLE vocabulary; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.vocabulary IS 'Words of published posts. Natural key: word.';


--
-- Name: COLUMN vocabulary.word; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary.word IS 'In lower case.';


--
-- Name: COLUMN vocabulary.plain; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary.plain IS 'The word without accents.';


--
-- Name: COLUMN vocabulary.posts; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary.posts IS 'How many posts of that pass have it, up to 100.';


--
-- Name: COLUMN vocabulary.pass; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary.pass IS 'The latest pass over the posts that found it.';


--
-- Name: vocabulary_passes; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.vocabulary_passes (
    is_only boolean DEFAULT true NOT NULL,
    pass integer DEFAULT 1 NOT NULL,
    read_through uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    began_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vocabulary_passes_is_only_check CHECK (is_only)
);

ALTER TABLE ONLY app.vocabulary_passes FORCE ROW LEVEL SECURITY;


ALTER TABLE app.vocabulary_passes OWNER TO app_owner;

--
-- Name: TABLE vocabulary_passes; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.vocabulary_passes IS 'How far the posts were read for the vocabulary. One row. Natural key: is_only.';


--
-- Name: COLUMN vocabulary_passes.is_only; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary_passes.is_only IS 'True: there is one row.';


--
-- Name: COLUMN vocabulary_passes.pass; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary_passes.pass IS 'Counts the passes.';


--
-- Name: COLUMN vocabulary_passes.read_through; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary_passes.read_through IS 'Posts up to this id were read.';


--
-- Name: COLUMN vocabulary_passes.began_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.vocabulary_passes.began_at IS 'A pass of a week or more ends when it reached the last post; then the next begins.';


--
-- Name: webhook_cursor; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.webhook_cursor (
    is_only boolean DEFAULT true NOT NULL,
    batch bigint NOT NULL,
    log_id bigint NOT NULL,
    CONSTRAINT webhook_cursor_is_only_check CHECK (is_only)
);

ALTER TABLE ONLY app.webhook_cursor FORCE ROW LEVEL SECURITY;


ALTER TABLE app.webhook_cursor OWNER TO app_owner;

--
-- Name: TABLE webhook_cursor; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.webhook_cursor IS 'The position of the event log up to which events were fanned out. One row. Natural key: is_only.';


--
-- Name: webhook_secrets; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.webhook_secrets (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    webhook_id uuid NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT webhook_secrets_sealed_check CHECK (((octet_length(sealed) >= 29) AND (octet_length(sealed) <= 256)))
);

ALTER TABLE ONLY app.webhook_secrets FORCE ROW LEVEL SECURITY;


ALTER TABLE app.webhook_secrets OWNER TO app_owner;

--
-- Name: TABLE webhook_secrets; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.webhook_secrets IS 'What signs deliveries, encrypted by a key that the database does not have. Natural key: none.';


--
-- Name: COLUMN webhook_secrets.expires_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhook_secrets.expires_at IS 'Null for the current one; former ones sign until then.';


--
-- Name: webhooks; Type: TABLE; Schema: app; Owner: app_owner
--

CREATE TABLE app.webhooks (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    url text NOT NULL,
    event_types text[] NOT NULL,
    author_id uuid,
    post_id uuid,
    description text,
    is_active boolean DEFAULT true NOT NULL,
    ended text,
    failing_since timestamp with time zone,
    active_since timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT webhooks_deleted_at_check CHECK (((deleted_at IS NULL) OR (NOT is_active))),
    CONSTRAINT webhooks_description_check CHECK (((char_length(description) >= 1) AND (char_length(description) <= 280))),
    CONSTRAINT webhooks_ended_check CHECK ((ended = ANY (ARRAY['gone'::text, 'failing'::text, 'backlog'::text]))),
    CONSTRAINT webhooks_ended_is_active_check CHECK (((ended IS NULL) OR (NOT is_active))),
    CONSTRAINT webhooks_event_types_check CHECK (((cardinality(event_types) >= 1) AND (cardinality(event_types) <= 20))),
    CONSTRAINT webhooks_url_check CHECK (((char_length(url) <= 2048) AND (url ~ '^https?://'::text)))
);

ALTER TABLE ONLY app.webhooks FORCE ROW LEVEL SECURITY;


ALTER TABLE app.webhooks OWNER TO app_owner;

--
-- Name: TABLE webhooks; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON TABLE app.webhooks IS 'Subscriptions of people to events. Natural key: none; one may subscribe twice.';


--
-- Name: COLUMN webhooks.event_types; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.event_types IS 'Types, all of a kind such as post.*, or * for all.';


--
-- Name: COLUMN webhooks.author_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.author_id IS 'Only events of this user, who need not exist; null for everyone.';


--
-- Name: COLUMN webhooks.post_id; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.post_id IS 'Only events about this post and what is below it; null for all.';


--
-- Name: COLUMN webhooks.description; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.description IS 'Null for none.';


--
-- Name: COLUMN webhooks.ended; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.ended IS 'Why Agora disabled it; null when it did not.';


--
-- Name: COLUMN webhooks.failing_since; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.failing_since IS 'The first failed attempt since the last success; null when the last attempt succeeded.';


--
-- Name: COLUMN webhooks.active_since; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.active_since IS 'Earlier events are not fanned out to it.';


--
-- Name: COLUMN webhooks.deleted_at; Type: COMMENT; Schema: app; Owner: app_owner
--

COMMENT ON COLUMN app.webhooks.deleted_at IS 'Hidden since then, until the purge has deleted its deliveries; null while it exists.';


--
-- Name: context_keys; Type: TABLE; Schema: sec; Owner: app_owner
--

CREATE TABLE sec.context_keys (
    key_id text NOT NULL,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT context_keys_inner_pad_check CHECK ((octet_length(inner_pad) = 64)),
    CONSTRAINT context_keys_outer_pad_check CHECK ((octet_length(outer_pad) = 64))
);


ALTER TABLE sec.context_keys OWNER TO app_owner;

--
-- Name: TABLE context_keys; Type: COMMENT; Schema: sec; Owner: app_owner
--

COMMENT ON TABLE sec.context_keys IS 'Keys that sign app.ctx, as the two padded halves of an HMAC-SHA-256 key (RFC 2104). Natural key: key_id, derived from the key.';


--
-- Name: audit_default; Type: TABLE ATTACH; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.audit ATTACH PARTITION app.audit_default DEFAULT;


--
-- Name: event_log_default; Type: TABLE ATTACH; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.event_log ATTACH PARTITION app.event_log_default DEFAULT;


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (occurred_at, id);


--
-- Name: audit_default audit_default_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.audit_default
    ADD CONSTRAINT audit_default_pkey PRIMARY KEY (occurred_at, id);


--
-- Name: backup_reports backup_reports_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.backup_reports
    ADD CONSTRAINT backup_reports_pkey PRIMARY KEY (id);


--
-- Name: blocks blocks_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (blocker_id, blocked_id);


--
-- Name: bookmarks bookmarks_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.bookmarks
    ADD CONSTRAINT bookmarks_pkey PRIMARY KEY (user_id, post_id);


--
-- Name: comment_likes comment_likes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comment_likes
    ADD CONSTRAINT comment_likes_pkey PRIMARY KEY (user_id, comment_id);


--
-- Name: comment_stats comment_stats_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comment_stats
    ADD CONSTRAINT comment_stats_pkey PRIMARY KEY (comment_id);


--
-- Name: comments comments_id_post_id_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comments
    ADD CONSTRAINT comments_id_post_id_key UNIQUE (id, post_id);


--
-- Name: comments comments_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);


--
-- Name: day_posts_changes day_posts_changes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.day_posts_changes
    ADD CONSTRAINT day_posts_changes_pkey PRIMARY KEY (id);


--
-- Name: day_posts day_posts_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.day_posts
    ADD CONSTRAINT day_posts_pkey PRIMARY KEY (day, status, views);


--
-- Name: day_tags_changes day_tags_changes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.day_tags_changes
    ADD CONSTRAINT day_tags_changes_pkey PRIMARY KEY (id);


--
-- Name: day_tags day_tags_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.day_tags
    ADD CONSTRAINT day_tags_pkey PRIMARY KEY (day, tag);


--
-- Name: embedding_models embedding_models_name_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.embedding_models
    ADD CONSTRAINT embedding_models_name_key UNIQUE (name);


--
-- Name: embedding_models embedding_models_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.embedding_models
    ADD CONSTRAINT embedding_models_pkey PRIMARY KEY (id);


--
-- Name: embedding_queue embedding_queue_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.embedding_queue
    ADD CONSTRAINT embedding_queue_pkey PRIMARY KEY (post_id, model_id);


--
-- Name: erasures erasures_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (user_id);


--
-- Name: event_batches event_batches_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.event_batches
    ADD CONSTRAINT event_batches_pkey PRIMARY KEY (id);


--
-- Name: event_log event_log_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.event_log
    ADD CONSTRAINT event_log_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: event_log_default event_log_default_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.event_log_default
    ADD CONSTRAINT event_log_default_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: features features_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.features
    ADD CONSTRAINT features_pkey PRIMARY KEY (name);


--
-- Name: flags flags_case_id_reporter_id_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.flags
    ADD CONSTRAINT flags_case_id_reporter_id_key UNIQUE (case_id, reporter_id);


--
-- Name: flags flags_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.flags
    ADD CONSTRAINT flags_pkey PRIMARY KEY (id);


--
-- Name: follow_counts follow_counts_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.follow_counts
    ADD CONSTRAINT follow_counts_pkey PRIMARY KEY (user_id);


--
-- Name: follows follows_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.follows
    ADD CONSTRAINT follows_pkey PRIMARY KEY (follower_id, followee_id);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_id, key_hash);


--
-- Name: job_kinds job_kinds_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.job_kinds
    ADD CONSTRAINT job_kinds_pkey PRIMARY KEY (kind);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);


--
-- Name: mail_outbox mail_outbox_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.mail_outbox
    ADD CONSTRAINT mail_outbox_pkey PRIMARY KEY (id);


--
-- Name: maintenance_runs maintenance_runs_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.maintenance_runs
    ADD CONSTRAINT maintenance_runs_pkey PRIMARY KEY (id);


--
-- Name: maintenance_steps maintenance_steps_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.maintenance_steps
    ADD CONSTRAINT maintenance_steps_pkey PRIMARY KEY (run_id, place);


--
-- Name: media_objects media_objects_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.media_objects
    ADD CONSTRAINT media_objects_pkey PRIMARY KEY (checksum);


--
-- Name: media media_owner_id_id_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.media
    ADD CONSTRAINT media_owner_id_id_key UNIQUE (owner_id, id);


--
-- Name: media media_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.media
    ADD CONSTRAINT media_pkey PRIMARY KEY (id);


--
-- Name: moderation_cases moderation_cases_comment_id_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_comment_id_key UNIQUE (comment_id);


--
-- Name: moderation_cases moderation_cases_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_pkey PRIMARY KEY (id);


--
-- Name: moderation_cases moderation_cases_post_id_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_post_id_key UNIQUE (post_id);


--
-- Name: moderation_log moderation_log_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_log
    ADD CONSTRAINT moderation_log_pkey PRIMARY KEY (id);


--
-- Name: moderation_reasons moderation_reasons_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_reasons
    ADD CONSTRAINT moderation_reasons_pkey PRIMARY KEY (log_id);


--
-- Name: moderation_settings moderation_settings_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_settings
    ADD CONSTRAINT moderation_settings_pkey PRIMARY KEY (id);


--
-- Name: monitoring_samples monitoring_samples_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.monitoring_samples
    ADD CONSTRAINT monitoring_samples_pkey PRIMARY KEY (sampled_at);


--
-- Name: muted_posts muted_posts_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.muted_posts
    ADD CONSTRAINT muted_posts_pkey PRIMARY KEY (user_id, post_id);


--
-- Name: notification_digests notification_digests_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.notification_digests
    ADD CONSTRAINT notification_digests_pkey PRIMARY KEY (user_id);


--
-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);


--
-- Name: one_time_tokens one_time_tokens_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.one_time_tokens
    ADD CONSTRAINT one_time_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: operator_actions operator_actions_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.operator_actions
    ADD CONSTRAINT operator_actions_pkey PRIMARY KEY (id);


--
-- Name: post_days post_days_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_days
    ADD CONSTRAINT post_days_pkey PRIMARY KEY (post_id, day);


--
-- Name: post_embeddings post_embeddings_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_embeddings
    ADD CONSTRAINT post_embeddings_pkey PRIMARY KEY (model_id, post_id, chunk);


--
-- Name: post_languages post_languages_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_languages
    ADD CONSTRAINT post_languages_pkey PRIMARY KEY (language);


--
-- Name: post_likes post_likes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_likes
    ADD CONSTRAINT post_likes_pkey PRIMARY KEY (user_id, post_id);


--
-- Name: post_media post_media_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_media
    ADD CONSTRAINT post_media_pkey PRIMARY KEY (post_id, "position");


--
-- Name: post_media post_media_post_id_media_id_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_media
    ADD CONSTRAINT post_media_post_id_media_id_key UNIQUE (post_id, media_id);


--
-- Name: post_reads post_reads_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_reads
    ADD CONSTRAINT post_reads_pkey PRIMARY KEY (user_id, post_id);


--
-- Name: post_stats post_stats_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_stats
    ADD CONSTRAINT post_stats_pkey PRIMARY KEY (post_id);


--
-- Name: post_tags post_tags_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_tags
    ADD CONSTRAINT post_tags_pkey PRIMARY KEY (tag, published_at, post_id);


--
-- Name: post_trends post_trends_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_trends
    ADD CONSTRAINT post_trends_pkey PRIMARY KEY (post_id, span);


--
-- Name: post_visits post_visits_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_visits
    ADD CONSTRAINT post_visits_pkey PRIMARY KEY (post_id, visitor);


--
-- Name: posts posts_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: registrations registrations_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.registrations
    ADD CONSTRAINT registrations_pkey PRIMARY KEY (id);


--
-- Name: registrations registrations_token_hash_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.registrations
    ADD CONSTRAINT registrations_token_hash_key UNIQUE (token_hash);


--
-- Name: registrations registrations_username_key_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.registrations
    ADD CONSTRAINT registrations_username_key_key UNIQUE (username_key);


--
-- Name: retired_usernames retired_usernames_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.retired_usernames
    ADD CONSTRAINT retired_usernames_pkey PRIMARY KEY (username_hash);


--
-- Name: rollups rollups_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.rollups
    ADD CONSTRAINT rollups_pkey PRIMARY KEY (name);


--
-- Name: security_events security_events_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.security_events
    ADD CONSTRAINT security_events_pkey PRIMARY KEY (id);


--
-- Name: span_posts span_posts_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.span_posts
    ADD CONSTRAINT span_posts_pkey PRIMARY KEY (days, starts, status, views);


--
-- Name: span_tags span_tags_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.span_tags
    ADD CONSTRAINT span_tags_pkey PRIMARY KEY (days, starts, tag);


--
-- Name: statement_plans statement_plans_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.statement_plans
    ADD CONSTRAINT statement_plans_pkey PRIMARY KEY (id);


--
-- Name: statement_plans statement_plans_taken_at_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.statement_plans
    ADD CONSTRAINT statement_plans_taken_at_key UNIQUE (statement_id, taken_at);


--
-- Name: strikes strikes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.strikes
    ADD CONSTRAINT strikes_pkey PRIMARY KEY (case_id);


--
-- Name: tag_aliases tag_aliases_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.tag_aliases
    ADD CONSTRAINT tag_aliases_pkey PRIMARY KEY (alias);


--
-- Name: tags tags_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (tag);


--
-- Name: tasks tasks_owner_id_position_key; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.tasks
    ADD CONSTRAINT tasks_owner_id_position_key UNIQUE (owner_id, "position") DEFERRABLE;


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);


--
-- Name: trend_changes trend_changes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.trend_changes
    ADD CONSTRAINT trend_changes_pkey PRIMARY KEY (id);


--
-- Name: user_preferences user_preferences_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_preferences
    ADD CONSTRAINT user_preferences_pkey PRIMARY KEY (user_id);


--
-- Name: user_profiles user_profiles_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_profiles
    ADD CONSTRAINT user_profiles_pkey PRIMARY KEY (user_id);


--
-- Name: user_sessions user_sessions_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_sessions
    ADD CONSTRAINT user_sessions_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: vocabulary_passes vocabulary_passes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.vocabulary_passes
    ADD CONSTRAINT vocabulary_passes_pkey PRIMARY KEY (is_only);


--
-- Name: vocabulary vocabulary_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.vocabulary
    ADD CONSTRAINT vocabulary_pkey PRIMARY KEY (word);


--
-- Name: webhook_cursor webhook_cursor_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhook_cursor
    ADD CONSTRAINT webhook_cursor_pkey PRIMARY KEY (is_only);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);


--
-- Name: webhook_secrets webhook_secrets_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhook_secrets
    ADD CONSTRAINT webhook_secrets_pkey PRIMARY KEY (id);


--
-- Name: webhooks webhooks_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);


--
-- Name: withdrawn_likes withdrawn_likes_pkey; Type: CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.withdrawn_likes
    ADD CONSTRAINT withdrawn_likes_pkey PRIMARY KEY (user_id, content_id);


--
-- Name: context_keys context_keys_pkey; Type: CONSTRAINT; Schema: sec; Owner: app_owner
--

ALTER TABLE ONLY sec.context_keys
    ADD CONSTRAINT context_keys_pkey PRIMARY KEY (key_id);


--
-- Name: audit_actor_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX audit_actor_id_idx ON ONLY app.audit USING btree (actor_id) WHERE (actor_id <> owner_id);


--
-- Name: audit_default_actor_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX audit_default_actor_id_idx ON app.audit_default USING btree (actor_id) WHERE (actor_id <> owner_id);


--
-- Name: audit_owner_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX audit_owner_id_idx ON ONLY app.audit USING btree (owner_id);


--
-- Name: audit_default_owner_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX audit_default_owner_id_idx ON app.audit_default USING btree (owner_id);


--
-- Name: audit_row_id_version_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX audit_row_id_version_idx ON ONLY app.audit USING btree (row_id, version);


--
-- Name: audit_default_row_id_version_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX audit_default_row_id_version_idx ON app.audit_default USING btree (row_id, version);


--
-- Name: blocks_blocked_id_blocker_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX blocks_blocked_id_blocker_id_idx ON app.blocks USING btree (blocked_id, blocker_id);


--
-- Name: blocks_blocker_id_created_at_blocked_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX blocks_blocker_id_created_at_blocked_id_idx ON app.blocks USING btree (blocker_id, created_at DESC, blocked_id DESC);


--
-- Name: bookmarks_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX bookmarks_post_id_idx ON app.bookmarks USING btree (post_id);


--
-- Name: bookmarks_user_id_created_at_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX bookmarks_user_id_created_at_post_id_idx ON app.bookmarks USING btree (user_id, created_at DESC, post_id DESC);


--
-- Name: comment_likes_comment_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comment_likes_comment_id_idx ON app.comment_likes USING btree (comment_id);


--
-- Name: comments_author_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_author_id_created_at_id_idx ON app.comments USING btree (author_id, created_at DESC, id DESC);


--
-- Name: comments_author_id_deleted_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_author_id_deleted_at_id_idx ON app.comments USING btree (author_id, deleted_at DESC, id DESC) WHERE (deleted_at IS NOT NULL);


--
-- Name: comments_deleted_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_deleted_at_id_idx ON app.comments USING btree (deleted_at, id) WHERE (deleted_by = ANY (ARRAY['author'::text, 'staff'::text]));


--
-- Name: comments_parent_id_post_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_parent_id_post_id_created_at_id_idx ON app.comments USING btree (parent_id, post_id, created_at, id);


--
-- Name: comments_post_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_post_id_created_at_id_idx ON app.comments USING btree (post_id, created_at DESC, id DESC);


--
-- Name: comments_post_id_created_at_id_roots_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_post_id_created_at_id_roots_idx ON app.comments USING btree (post_id, created_at DESC, id DESC) WHERE (parent_id IS NULL);


--
-- Name: comments_post_id_path_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX comments_post_id_path_idx ON app.comments USING btree (post_id, path);


--
-- Name: embedding_models_is_current_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX embedding_models_is_current_key ON app.embedding_models USING btree (is_current) WHERE is_current;


--
-- Name: embedding_queue_due_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX embedding_queue_due_at_idx ON app.embedding_queue USING btree (due_at);


--
-- Name: erasures_requested_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX erasures_requested_at_idx ON app.erasures USING btree (requested_at) WHERE (finished_at IS NULL);


--
-- Name: event_log_xid_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX event_log_xid_idx ON ONLY app.event_log USING btree (xid);


--
-- Name: event_log_default_xid_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX event_log_default_xid_idx ON app.event_log_default USING btree (xid);


--
-- Name: flags_case_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX flags_case_id_created_at_id_idx ON app.flags USING btree (case_id, created_at, id);


--
-- Name: flags_reporter_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX flags_reporter_id_idx ON app.flags USING btree (reporter_id);


--
-- Name: follows_followee_id_created_at_follower_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX follows_followee_id_created_at_follower_id_idx ON app.follows USING btree (followee_id, created_at DESC, follower_id DESC);


--
-- Name: follows_follower_id_created_at_followee_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX follows_follower_id_created_at_followee_id_idx ON app.follows USING btree (follower_id, created_at DESC, followee_id DESC);


--
-- Name: idempotency_keys_expires_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX idempotency_keys_expires_at_idx ON app.idempotency_keys USING btree (expires_at);


--
-- Name: jobs_queued_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX jobs_queued_idx ON app.jobs USING btree (kind, priority, due_at, id) WHERE (state = 'queued'::text);


--
-- Name: jobs_running_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX jobs_running_idx ON app.jobs USING btree (kind) WHERE (state = 'running'::text);


--
-- Name: jobs_state_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX jobs_state_idx ON app.jobs USING btree (state, id) WHERE (state <> 'succeeded'::text);


--
-- Name: jobs_succeeded_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX jobs_succeeded_idx ON app.jobs USING btree (finished_at) WHERE (state = 'succeeded'::text);


--
-- Name: jobs_unique_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX jobs_unique_key ON app.jobs USING btree (kind, unique_key) WHERE ((unique_key IS NOT NULL) AND (state = ANY (ARRAY['queued'::text, 'running'::text])));


--
-- Name: jobs_unsuccessful_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX jobs_unsuccessful_idx ON app.jobs USING btree (finished_at) WHERE (state = ANY (ARRAY['failed'::text, 'cancelled'::text]));


--
-- Name: mail_outbox_created_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX mail_outbox_created_at_idx ON app.mail_outbox USING btree (created_at);


--
-- Name: mail_outbox_kind_recipient_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX mail_outbox_kind_recipient_key ON app.mail_outbox USING btree (kind, recipient_key) WHERE (state = 'waiting'::text);


--
-- Name: mail_outbox_next_attempt_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX mail_outbox_next_attempt_at_idx ON app.mail_outbox USING btree (next_attempt_at) WHERE (state = 'waiting'::text);


--
-- Name: mail_outbox_recipient_key_created_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX mail_outbox_recipient_key_created_at_idx ON app.mail_outbox USING btree (recipient_key, created_at DESC);


--
-- Name: mail_outbox_user_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX mail_outbox_user_id_idx ON app.mail_outbox USING btree (user_id);


--
-- Name: maintenance_runs_unfinished_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX maintenance_runs_unfinished_key ON app.maintenance_runs USING btree ((true)) WHERE (state <> 'finished'::text);


--
-- Name: media_checksum_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX media_checksum_idx ON app.media USING btree (checksum);


--
-- Name: media_objects_unused_since_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX media_objects_unused_since_idx ON app.media_objects USING btree (unused_since) WHERE (unused_since IS NOT NULL);


--
-- Name: media_owner_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX media_owner_id_created_at_id_idx ON app.media USING btree (owner_id, created_at DESC, id DESC);


--
-- Name: moderation_cases_assignee_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_cases_assignee_id_idx ON app.moderation_cases USING btree (assignee_id);


--
-- Name: moderation_cases_author_id_opened_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_cases_author_id_opened_at_id_idx ON app.moderation_cases USING btree (author_id, opened_at DESC, id DESC);


--
-- Name: moderation_cases_decided_by_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_cases_decided_by_idx ON app.moderation_cases USING btree (decided_by);


--
-- Name: moderation_cases_status_opened_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_cases_status_opened_at_id_idx ON app.moderation_cases USING btree (status, opened_at, id);


--
-- Name: moderation_log_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_log_created_at_id_idx ON app.moderation_log USING btree (created_at DESC, id DESC);


--
-- Name: moderation_reasons_done_by_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_reasons_done_by_id_idx ON app.moderation_reasons USING btree (done_by_id);


--
-- Name: moderation_reasons_owner_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX moderation_reasons_owner_id_idx ON app.moderation_reasons USING btree (owner_id);


--
-- Name: muted_posts_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX muted_posts_post_id_idx ON app.muted_posts USING btree (post_id);


--
-- Name: notifications_actor_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX notifications_actor_id_idx ON app.notifications USING btree (actor_id);


--
-- Name: notifications_created_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX notifications_created_at_idx ON app.notifications USING btree (created_at);


--
-- Name: notifications_follow_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX notifications_follow_key ON app.notifications USING btree (user_id, actor_id) WHERE (kind = 'follow'::text);


--
-- Name: notifications_like_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX notifications_like_key ON app.notifications USING btree (user_id, COALESCE(comment_id, post_id)) WHERE ((kind = 'like'::text) AND (read_at IS NULL));


--
-- Name: notifications_unread_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX notifications_unread_idx ON app.notifications USING btree (user_id, created_at DESC, id DESC) WHERE (read_at IS NULL);


--
-- Name: notifications_user_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX notifications_user_id_created_at_id_idx ON app.notifications USING btree (user_id, created_at DESC, id DESC);


--
-- Name: notifications_written_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX notifications_written_key ON app.notifications USING btree (user_id, COALESCE(comment_id, post_id)) WHERE (kind = ANY (ARRAY['comment'::text, 'reply'::text, 'mention'::text]));


--
-- Name: one_time_tokens_expires_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX one_time_tokens_expires_at_idx ON app.one_time_tokens USING btree (expires_at);


--
-- Name: one_time_tokens_user_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX one_time_tokens_user_id_idx ON app.one_time_tokens USING btree (user_id);


--
-- Name: post_embeddings_embedding_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_embeddings_embedding_idx ON app.post_embeddings USING hnsw (embedding public.halfvec_cosine_ops);


--
-- Name: post_embeddings_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_embeddings_post_id_idx ON app.post_embeddings USING btree (post_id);


--
-- Name: post_likes_post_id_created_at_user_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_likes_post_id_created_at_user_id_idx ON app.post_likes USING btree (post_id, created_at DESC, user_id DESC);


--
-- Name: post_media_media_id_owner_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_media_media_id_owner_id_idx ON app.post_media USING btree (media_id, owner_id);


--
-- Name: post_reads_counted_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_reads_counted_at_idx ON app.post_reads USING btree (counted_at);


--
-- Name: post_reads_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_reads_post_id_idx ON app.post_reads USING btree (post_id);


--
-- Name: post_reads_user_id_counted_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_reads_user_id_counted_at_idx ON app.post_reads USING btree (user_id, counted_at DESC) INCLUDE (post_id);


--
-- Name: post_stats_comment_count_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_stats_comment_count_post_id_idx ON app.post_stats USING btree (comment_count DESC, post_id DESC);


--
-- Name: post_stats_view_count_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_stats_view_count_post_id_idx ON app.post_stats USING btree (view_count DESC, post_id DESC);


--
-- Name: post_tags_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_tags_post_id_idx ON app.post_tags USING btree (post_id);


--
-- Name: post_trends_span_points_post_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_trends_span_points_post_id_idx ON app.post_trends USING btree (span, points DESC, post_id);


--
-- Name: post_visits_counted_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX post_visits_counted_at_idx ON app.post_visits USING btree (counted_at);


--
-- Name: posts_author_id_deleted_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_author_id_deleted_at_id_idx ON app.posts USING btree (author_id, deleted_at DESC, id DESC) WHERE (deleted_at IS NOT NULL);


--
-- Name: posts_author_id_listed_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_author_id_listed_at_id_idx ON app.posts USING btree (author_id, listed_at DESC, id DESC) INCLUDE (title, status, published_at, deleted_at);


--
-- Name: posts_deleted_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_deleted_at_id_idx ON app.posts USING btree (deleted_at, id) WHERE (deleted_by = ANY (ARRAY['author'::text, 'staff'::text]));


--
-- Name: posts_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_id_idx ON app.posts USING btree (id) INCLUDE (title, author_id, status, published_at, listed_at, deleted_at);


--
-- Name: posts_language_published_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_language_published_at_id_idx ON app.posts USING btree (language, published_at DESC, id DESC) WHERE ((status = 'published'::text) AND (deleted_at IS NULL));


--
-- Name: posts_metadata_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_metadata_idx ON app.posts USING gin (metadata jsonb_path_ops);


--
-- Name: posts_published_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_published_at_id_idx ON app.posts USING btree (published_at DESC, id DESC) WHERE ((status = 'published'::text) AND (deleted_at IS NULL));


--
-- Name: posts_search_vector_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_search_vector_idx ON app.posts USING gin (search_vector);


--
-- Name: posts_tags_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX posts_tags_idx ON app.posts USING gin (tags);


--
-- Name: refresh_tokens_session_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX refresh_tokens_session_id_idx ON app.refresh_tokens USING btree (session_id);


--
-- Name: registrations_email_key_requested_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX registrations_email_key_requested_at_idx ON app.registrations USING btree (email_key, requested_at DESC);


--
-- Name: registrations_expires_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX registrations_expires_at_idx ON app.registrations USING btree (expires_at);


--
-- Name: security_events_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX security_events_at_idx ON app.security_events USING btree (at);


--
-- Name: security_events_user_id_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX security_events_user_id_at_idx ON app.security_events USING btree (user_id, at DESC);


--
-- Name: strikes_user_id_given_at_case_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX strikes_user_id_given_at_case_id_idx ON app.strikes USING btree (user_id, given_at DESC, case_id DESC);


--
-- Name: tag_aliases_alias_pattern_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tag_aliases_alias_pattern_idx ON app.tag_aliases USING btree (alias text_pattern_ops);


--
-- Name: tag_aliases_tag_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tag_aliases_tag_idx ON app.tag_aliases USING btree (tag);


--
-- Name: tags_post_count_tag_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tags_post_count_tag_idx ON app.tags USING btree (((- post_count)), tag) WHERE (post_count > 0);


--
-- Name: tags_tag_pattern_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tags_tag_pattern_idx ON app.tags USING btree (tag text_pattern_ops);


--
-- Name: tasks_assignee_id_is_done_due_order_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_assignee_id_is_done_due_order_idx ON app.tasks USING btree (assignee_id, is_done, due_order, id) INCLUDE (owner_id, priority, due_at) WHERE (assignee_id IS NOT NULL);


--
-- Name: tasks_assignee_id_is_done_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_assignee_id_is_done_idx ON app.tasks USING btree (assignee_id, is_done, id) INCLUDE (owner_id, priority, due_at) WHERE (assignee_id IS NOT NULL);


--
-- Name: tasks_assignee_id_owner_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_assignee_id_owner_id_idx ON app.tasks USING btree (assignee_id, owner_id);


--
-- Name: tasks_owner_id_is_done_due_order_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_owner_id_is_done_due_order_idx ON app.tasks USING btree (owner_id, is_done, due_order, id) INCLUDE (priority, assignee_id, due_at);


--
-- Name: tasks_owner_id_is_done_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_owner_id_is_done_idx ON app.tasks USING btree (owner_id, is_done, id) INCLUDE (priority, assignee_id, due_at);


--
-- Name: tasks_owner_id_is_done_position_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_owner_id_is_done_position_idx ON app.tasks USING btree (owner_id, is_done, "position") INCLUDE (id, priority, assignee_id, due_at);


--
-- Name: tasks_owner_id_is_done_priority_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX tasks_owner_id_is_done_priority_idx ON app.tasks USING btree (owner_id, is_done, priority, id) INCLUDE (assignee_id, due_at);


--
-- Name: user_preferences_document_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX user_preferences_document_idx ON app.user_preferences USING gin (document jsonb_path_ops);


--
-- Name: user_preferences_user_id_email_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX user_preferences_user_id_email_idx ON app.user_preferences USING btree (user_id) WHERE (document @> '{"notifications": {"email": true}}'::jsonb);


--
-- Name: user_profiles_avatar_id_user_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX user_profiles_avatar_id_user_id_idx ON app.user_profiles USING btree (avatar_id, user_id);


--
-- Name: user_sessions_expires_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX user_sessions_expires_at_idx ON app.user_sessions USING btree (expires_at);


--
-- Name: user_sessions_user_id_last_used_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX user_sessions_user_id_last_used_at_idx ON app.user_sessions USING btree (user_id, last_used_at DESC);


--
-- Name: users_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX users_created_at_id_idx ON app.users USING btree (created_at DESC, id DESC) WHERE (deleted_at IS NULL);


--
-- Name: users_email_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX users_email_key ON app.users USING btree (email_key) WHERE (deleted_at IS NULL);


--
-- Name: users_names_trgm_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX users_names_trgm_idx ON app.users USING gin (username_key public.gin_trgm_ops, lower(full_name) public.gin_trgm_ops) WHERE (deleted_at IS NULL);


--
-- Name: users_role_created_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX users_role_created_at_idx ON app.users USING btree (role, created_at DESC) WHERE (deleted_at IS NULL);


--
-- Name: users_search_vector_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX users_search_vector_idx ON app.users USING gin (search_vector);


--
-- Name: users_username_key; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE UNIQUE INDEX users_username_key ON app.users USING btree (username_key) WHERE (deleted_at IS NULL);


--
-- Name: vocabulary_plain_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX vocabulary_plain_idx ON app.vocabulary USING gin (plain public.gin_trgm_ops);


--
-- Name: webhook_deliveries_finished_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhook_deliveries_finished_at_idx ON app.webhook_deliveries USING btree (finished_at) WHERE (finished_at IS NOT NULL);


--
-- Name: webhook_deliveries_lease_until_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhook_deliveries_lease_until_idx ON app.webhook_deliveries USING btree (lease_until) WHERE (lease_until IS NOT NULL);


--
-- Name: webhook_deliveries_webhook_id_due_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhook_deliveries_webhook_id_due_at_idx ON app.webhook_deliveries USING btree (webhook_id, due_at, id) WHERE (due_at IS NOT NULL);


--
-- Name: webhook_deliveries_webhook_id_is_sent_state_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhook_deliveries_webhook_id_is_sent_state_created_at_id_idx ON app.webhook_deliveries USING btree (webhook_id, is_sent, state, created_at DESC, id DESC);


--
-- Name: webhook_deliveries_webhook_id_subject_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhook_deliveries_webhook_id_subject_id_idx ON app.webhook_deliveries USING btree (webhook_id, subject_id, batch, log_id) WHERE (state = 'waiting'::text);


--
-- Name: webhook_secrets_webhook_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhook_secrets_webhook_id_idx ON app.webhook_secrets USING btree (webhook_id);


--
-- Name: webhooks_deleted_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhooks_deleted_at_idx ON app.webhooks USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);


--
-- Name: webhooks_is_active_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhooks_is_active_idx ON app.webhooks USING btree (id) WHERE is_active;


--
-- Name: webhooks_owner_id_created_at_id_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX webhooks_owner_id_created_at_id_idx ON app.webhooks USING btree (owner_id, created_at DESC, id DESC);


--
-- Name: withdrawn_likes_withdrawn_at_idx; Type: INDEX; Schema: app; Owner: app_owner
--

CREATE INDEX withdrawn_likes_withdrawn_at_idx ON app.withdrawn_likes USING btree (withdrawn_at);


--
-- Name: audit_default_actor_id_idx; Type: INDEX ATTACH; Schema: app; Owner: app_owner
--

ALTER INDEX app.audit_actor_id_idx ATTACH PARTITION app.audit_default_actor_id_idx;


--
-- Name: audit_default_owner_id_idx; Type: INDEX ATTACH; Schema: app; Owner: app_owner
--

ALTER INDEX app.audit_owner_id_idx ATTACH PARTITION app.audit_default_owner_id_idx;


--
-- Name: audit_default_pkey; Type: INDEX ATTACH; Schema: app; Owner: app_owner
--

ALTER INDEX app.audit_pkey ATTACH PARTITION app.audit_default_pkey;


--
-- Name: audit_default_row_id_version_idx; Type: INDEX ATTACH; Schema: app; Owner: app_owner
--

ALTER INDEX app.audit_row_id_version_idx ATTACH PARTITION app.audit_default_row_id_version_idx;


--
-- Name: event_log_default_pkey; Type: INDEX ATTACH; Schema: app; Owner: app_owner
--

ALTER INDEX app.event_log_pkey ATTACH PARTITION app.event_log_default_pkey;


--
-- Name: event_log_default_xid_idx; Type: INDEX ATTACH; Schema: app; Owner: app_owner
--

ALTER INDEX app.event_log_xid_idx ATTACH PARTITION app.event_log_default_xid_idx;


--
-- Name: blocks blocks_end_follows; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER blocks_end_follows BEFORE INSERT ON app.blocks FOR EACH ROW EXECUTE FUNCTION app.blocks_end_follows();


--
-- Name: bookmarks bookmarks_limit; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER bookmarks_limit AFTER INSERT ON app.bookmarks FOR EACH ROW EXECUTE FUNCTION app.bookmarks_limit();


--
-- Name: comment_likes comment_likes_counted_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comment_likes_counted_deleted AFTER DELETE ON app.comment_likes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.comment_likes_counted();


--
-- Name: comment_likes comment_likes_counted_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comment_likes_counted_inserted AFTER INSERT ON app.comment_likes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.comment_likes_counted();


--
-- Name: comments comments_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_deleted AFTER DELETE ON app.comments REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.comments_deleted();


--
-- Name: comments comments_edited; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_edited BEFORE UPDATE OF body ON app.comments FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND (old.body <> new.body))) EXECUTE FUNCTION app.moderated_content_edited();


--
-- Name: comments comments_guard_approval; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_guard_approval BEFORE UPDATE OF is_approved ON app.comments FOR EACH ROW WHEN ((old.is_approved <> new.is_approved)) EXECUTE FUNCTION app.comments_guard_approval();


--
-- Name: comments comments_guard_removal; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_guard_removal BEFORE UPDATE OF deleted_by ON app.comments FOR EACH ROW WHEN (((new.deleted_by IS NOT NULL) AND (old.deleted_by IS DISTINCT FROM new.deleted_by))) EXECUTE FUNCTION app.guard_removal();


--
-- Name: comments comments_guard_text; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_guard_text BEFORE UPDATE OF body, edited_at ON app.comments FOR EACH ROW WHEN (((old.body IS DISTINCT FROM new.body) OR (old.edited_at IS DISTINCT FROM new.edited_at))) EXECUTE FUNCTION app.guard_text();


--
-- Name: comments comments_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_inserted AFTER INSERT ON app.comments REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.comments_inserted();


--
-- Name: comments comments_place; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_place BEFORE INSERT ON app.comments FOR EACH ROW EXECUTE FUNCTION app.comments_place();


--
-- Name: comments comments_staff_acts; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_staff_acts AFTER UPDATE OF deleted_at ON app.comments FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND ((old.deleted_at IS NULL) <> (new.deleted_at IS NULL)))) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: comments comments_staff_edits; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_staff_edits AFTER UPDATE OF body ON app.comments FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND ((old.deleted_at IS NULL) = (new.deleted_at IS NULL)) AND (old.body <> new.body))) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: comments comments_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_touch BEFORE UPDATE ON app.comments FOR EACH ROW WHEN (((((old.is_approved IS DISTINCT FROM new.is_approved) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)) OR (old.deleted_by IS DISTINCT FROM new.deleted_by)) OR (old.body IS DISTINCT FROM new.body))) EXECUTE FUNCTION app.touch();


--
-- Name: comments comments_updated; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER comments_updated AFTER UPDATE ON app.comments REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.comments_updated();


--
-- Name: features features_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER features_touch BEFORE UPDATE ON app.features FOR EACH ROW WHEN ((old.enabled <> new.enabled)) EXECUTE FUNCTION app.touch();


--
-- Name: follows follows_counted_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER follows_counted_deleted AFTER DELETE ON app.follows REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.follows_counted();


--
-- Name: follows follows_counted_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER follows_counted_inserted AFTER INSERT ON app.follows REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.follows_counted();


--
-- Name: follows follows_guard; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER follows_guard BEFORE INSERT ON app.follows FOR EACH ROW EXECUTE FUNCTION app.follows_guard();


--
-- Name: job_kinds job_kinds_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER job_kinds_touch BEFORE UPDATE ON app.job_kinds FOR EACH ROW WHEN ((((old.paused IS DISTINCT FROM new.paused) OR (old.concurrency_max IS DISTINCT FROM new.concurrency_max)) OR (old.schedule IS DISTINCT FROM new.schedule))) EXECUTE FUNCTION app.touch();


--
-- Name: jobs jobs_settle_mail; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER jobs_settle_mail AFTER UPDATE OF state ON app.jobs FOR EACH ROW WHEN (((new.kind = 'mail.send'::text) AND ((new.state = ANY (ARRAY['failed'::text, 'cancelled'::text])) <> (old.state = ANY (ARRAY['failed'::text, 'cancelled'::text]))))) EXECUTE FUNCTION app.jobs_settle_mail();


--
-- Name: mail_outbox mail_outbox_enqueue; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER mail_outbox_enqueue AFTER INSERT ON app.mail_outbox FOR EACH ROW EXECUTE FUNCTION app.mail_outbox_enqueue();


--
-- Name: mail_outbox mail_outbox_never_due; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER mail_outbox_never_due BEFORE INSERT ON app.mail_outbox FOR EACH ROW EXECUTE FUNCTION app.mail_outbox_never_due();


--
-- Name: media media_audited_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_audited_deleted AFTER DELETE ON app.media REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.media_audited();


--
-- Name: media media_audited_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_audited_inserted AFTER INSERT ON app.media REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.media_audited();


--
-- Name: media media_audited_updated; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_audited_updated AFTER UPDATE ON app.media REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.media_audited();


--
-- Name: media media_edited; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_edited BEFORE UPDATE OF alternative_text ON app.media FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND (old.alternative_text IS DISTINCT FROM new.alternative_text))) EXECUTE FUNCTION app.moderated_content_edited();


--
-- Name: media media_staff_acts; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_staff_acts AFTER DELETE ON app.media FOR EACH ROW WHEN ((CURRENT_USER = 'app_api'::name)) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: media media_staff_edits; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_staff_edits AFTER UPDATE OF alternative_text ON app.media FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND (old.alternative_text IS DISTINCT FROM new.alternative_text))) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: media media_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_touch BEFORE UPDATE ON app.media FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION app.touch();


--
-- Name: media media_uses_contents_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_uses_contents_deleted AFTER DELETE ON app.media REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.media_uses_contents();


--
-- Name: media media_uses_contents_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER media_uses_contents_inserted AFTER INSERT ON app.media REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.media_uses_contents();


--
-- Name: moderation_cases moderation_cases_apply; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_cases_apply BEFORE UPDATE OF status, hidden_by, decided_at ON app.moderation_cases FOR EACH ROW EXECUTE FUNCTION app.moderation_cases_apply();


--
-- Name: moderation_cases moderation_cases_guard; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_cases_guard BEFORE UPDATE ON app.moderation_cases FOR EACH ROW EXECUTE FUNCTION app.moderation_cases_guard();


--
-- Name: moderation_cases moderation_cases_logged_changed; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_cases_logged_changed AFTER UPDATE ON app.moderation_cases FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.decided_at IS DISTINCT FROM new.decided_at))) EXECUTE FUNCTION app.moderation_cases_logged();


--
-- Name: moderation_cases moderation_cases_logged_opened; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_cases_logged_opened AFTER INSERT ON app.moderation_cases FOR EACH ROW EXECUTE FUNCTION app.moderation_cases_logged();


--
-- Name: moderation_cases moderation_cases_notified; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_cases_notified AFTER UPDATE OF status, decided_at ON app.moderation_cases FOR EACH ROW WHEN ((((new.status IS DISTINCT FROM old.status) OR (new.decided_at IS DISTINCT FROM old.decided_at)) AND ((new.status = 'rejected'::text) OR ((new.status = 'approved'::text) AND ((old.hidden_by IS NOT NULL) OR (old.status = 'appealed'::text)))))) EXECUTE FUNCTION app.moderation_cases_notified();


--
-- Name: moderation_cases moderation_cases_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_cases_touch BEFORE UPDATE ON app.moderation_cases FOR EACH ROW WHEN (((((((((old.status IS DISTINCT FROM new.status) OR (old.category IS DISTINCT FROM new.category)) OR (old.hidden_by IS DISTINCT FROM new.hidden_by)) OR (old.assignee_id IS DISTINCT FROM new.assignee_id)) OR (old.reason IS DISTINCT FROM new.reason)) OR (old.decided_at IS DISTINCT FROM new.decided_at)) OR (old.appeal IS DISTINCT FROM new.appeal)) OR (old.edited_at IS DISTINCT FROM new.edited_at))) EXECUTE FUNCTION app.touch();


--
-- Name: moderation_settings moderation_settings_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER moderation_settings_touch BEFORE UPDATE ON app.moderation_settings FOR EACH ROW WHEN ((old.hide_after_flags <> new.hide_after_flags)) EXECUTE FUNCTION app.touch();


--
-- Name: muted_posts muted_posts_settled; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER muted_posts_settled AFTER INSERT ON app.muted_posts FOR EACH ROW EXECUTE FUNCTION app.muted_posts_settled();


--
-- Name: notifications notifications_logged; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER notifications_logged AFTER INSERT ON app.notifications REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.notifications_logged();


--
-- Name: post_likes post_likes_counted_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_likes_counted_deleted AFTER DELETE ON app.post_likes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.post_likes_counted();


--
-- Name: post_likes post_likes_counted_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_likes_counted_inserted AFTER INSERT ON app.post_likes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.post_likes_counted();


--
-- Name: post_media post_media_edited; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_media_edited BEFORE INSERT OR DELETE ON app.post_media FOR EACH ROW WHEN ((CURRENT_USER = 'app_api'::name)) EXECUTE FUNCTION app.moderated_content_edited();


--
-- Name: post_media post_media_logged_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_media_logged_deleted AFTER DELETE ON app.post_media REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.post_media_logged();


--
-- Name: post_media post_media_logged_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_media_logged_inserted AFTER INSERT ON app.post_media REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.post_media_logged();


--
-- Name: post_media post_media_staff_edits; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_media_staff_edits AFTER INSERT OR DELETE ON app.post_media FOR EACH ROW WHEN ((CURRENT_USER = 'app_api'::name)) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: post_stats post_stats_rolled_up; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER post_stats_rolled_up AFTER UPDATE ON app.post_stats REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.post_stats_rolled_up();


--
-- Name: posts posts_canonical_tags; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_canonical_tags BEFORE INSERT OR UPDATE OF tags ON app.posts FOR EACH ROW WHEN ((new.tags <> '{}'::text[])) EXECUTE FUNCTION app.posts_canonical_tags();


--
-- Name: posts posts_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_deleted AFTER DELETE ON app.posts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.posts_deleted();


--
-- Name: posts posts_edited; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_edited BEFORE UPDATE OF title, body, language, tags, metadata ON app.posts FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND (((((old.language IS DISTINCT FROM new.language) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.title IS DISTINCT FROM new.title)) OR (old.metadata IS DISTINCT FROM new.metadata)) OR (old.body IS DISTINCT FROM new.body)))) EXECUTE FUNCTION app.moderated_content_edited();


--
-- Name: posts posts_embed; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_embed AFTER UPDATE OF title, body, status, deleted_at ON app.posts FOR EACH ROW WHEN ((((old.status = 'published'::text) OR (new.status = 'published'::text)) AND ((((old.status IS DISTINCT FROM new.status) OR ((old.deleted_at IS NULL) IS DISTINCT FROM (new.deleted_at IS NULL))) OR (old.title IS DISTINCT FROM new.title)) OR (old.body IS DISTINCT FROM new.body)))) EXECUTE FUNCTION app.queue_post_for_embedding();


--
-- Name: posts posts_embed_new; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_embed_new AFTER INSERT ON app.posts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.queue_new_posts_for_embedding();


--
-- Name: posts posts_guard_hidden; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_guard_hidden BEFORE UPDATE OF status ON app.posts FOR EACH ROW WHEN (((old.status = 'hidden'::text) <> (new.status = 'hidden'::text))) EXECUTE FUNCTION app.posts_guard_hidden();


--
-- Name: posts posts_guard_removal; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_guard_removal BEFORE UPDATE OF deleted_by ON app.posts FOR EACH ROW WHEN (((new.deleted_by IS NOT NULL) AND (old.deleted_by IS DISTINCT FROM new.deleted_by))) EXECUTE FUNCTION app.guard_removal();


--
-- Name: posts posts_guard_text; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_guard_text BEFORE UPDATE OF title, body, language, tags, metadata, published_at ON app.posts FOR EACH ROW WHEN (((((((old.published_at IS DISTINCT FROM new.published_at) OR (old.language IS DISTINCT FROM new.language)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.title IS DISTINCT FROM new.title)) OR (old.metadata IS DISTINCT FROM new.metadata)) OR (old.body IS DISTINCT FROM new.body))) EXECUTE FUNCTION app.guard_text();


--
-- Name: posts posts_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_inserted AFTER INSERT ON app.posts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.posts_inserted();


--
-- Name: posts posts_leave_rollups; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_leave_rollups BEFORE DELETE ON app.posts FOR EACH ROW EXECUTE FUNCTION app.posts_leave_rollups();


--
-- Name: posts posts_search_vector; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_search_vector BEFORE INSERT OR UPDATE OF title, body, tags, language ON app.posts FOR EACH ROW EXECUTE FUNCTION app.posts_search_vector();


--
-- Name: posts posts_staff_acts; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_staff_acts AFTER UPDATE OF deleted_at ON app.posts FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND ((old.deleted_at IS NULL) <> (new.deleted_at IS NULL)))) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: posts posts_staff_edits; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_staff_edits AFTER UPDATE OF title, body, language, tags, metadata, status ON app.posts FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND ((old.deleted_at IS NULL) = (new.deleted_at IS NULL)) AND ((((((old.language IS DISTINCT FROM new.language) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.title IS DISTINCT FROM new.title)) OR (old.metadata IS DISTINCT FROM new.metadata)) OR (old.body IS DISTINCT FROM new.body)) OR ((old.status <> new.status) AND (('hidden'::text <> old.status) AND ('hidden'::text <> new.status)))))) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: posts posts_text_edited; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_text_edited BEFORE UPDATE OF title, body ON app.posts FOR EACH ROW WHEN (((old.title IS DISTINCT FROM new.title) OR (old.body IS DISTINCT FROM new.body))) EXECUTE FUNCTION app.posts_edited();


--
-- Name: posts posts_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_touch BEFORE UPDATE ON app.posts FOR EACH ROW WHEN ((((((((((old.status IS DISTINCT FROM new.status) OR (old.published_at IS DISTINCT FROM new.published_at)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)) OR (old.deleted_by IS DISTINCT FROM new.deleted_by)) OR (old.language IS DISTINCT FROM new.language)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.title IS DISTINCT FROM new.title)) OR (old.metadata IS DISTINCT FROM new.metadata)) OR (old.body IS DISTINCT FROM new.body))) EXECUTE FUNCTION app.touch();


--
-- Name: posts posts_updated; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER posts_updated AFTER UPDATE ON app.posts REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.posts_updated();


--
-- Name: tasks tasks_guard_assignee; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER tasks_guard_assignee BEFORE UPDATE OF title, priority, due_at, assignee_id, "position" ON app.tasks FOR EACH ROW WHEN ((((((old.title IS DISTINCT FROM new.title) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.due_at IS DISTINCT FROM new.due_at)) OR (old.assignee_id IS DISTINCT FROM new.assignee_id)) OR (old."position" IS DISTINCT FROM new."position"))) EXECUTE FUNCTION app.tasks_guard_assignee();


--
-- Name: tasks tasks_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER tasks_touch BEFORE UPDATE ON app.tasks FOR EACH ROW WHEN (((((((old.title IS DISTINCT FROM new.title) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.due_at IS DISTINCT FROM new.due_at)) OR (old.assignee_id IS DISTINCT FROM new.assignee_id)) OR (old.is_done IS DISTINCT FROM new.is_done)) OR (old.done_at IS DISTINCT FROM new.done_at))) EXECUTE FUNCTION app.touch();


--
-- Name: user_preferences user_preferences_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_preferences_touch BEFORE UPDATE ON app.user_preferences FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION app.touch();


--
-- Name: user_profiles user_profiles_audited_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_profiles_audited_deleted AFTER DELETE ON app.user_profiles REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.user_profiles_audited();


--
-- Name: user_profiles user_profiles_audited_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_profiles_audited_inserted AFTER INSERT ON app.user_profiles REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.user_profiles_audited();


--
-- Name: user_profiles user_profiles_audited_updated; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_profiles_audited_updated AFTER UPDATE ON app.user_profiles REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.user_profiles_audited();


--
-- Name: user_profiles user_profiles_staff_edits; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_profiles_staff_edits AFTER UPDATE OF bio, avatar_url, avatar_id, social_links ON app.user_profiles FOR EACH ROW WHEN (((CURRENT_USER = 'app_api'::name) AND ((((old.bio IS DISTINCT FROM new.bio) OR (old.avatar_url IS DISTINCT FROM new.avatar_url)) OR (old.avatar_id IS DISTINCT FROM new.avatar_id)) OR (old.social_links IS DISTINCT FROM new.social_links)))) EXECUTE FUNCTION app.log_staff_act();


--
-- Name: user_profiles user_profiles_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_profiles_touch BEFORE UPDATE ON app.user_profiles FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION app.touch();


--
-- Name: user_sessions user_sessions_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_sessions_deleted AFTER DELETE ON app.user_sessions FOR EACH ROW WHEN (((old.revoked_at IS NULL) AND (old.expires_at > now()))) EXECUTE FUNCTION app.announce_rights_change();


--
-- Name: user_sessions user_sessions_ended; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_sessions_ended AFTER UPDATE ON app.user_sessions FOR EACH ROW WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION app.announce_rights_change();


--
-- Name: user_sessions user_sessions_guard_facts; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_sessions_guard_facts BEFORE UPDATE OF last_used_at, user_agent, ip ON app.user_sessions FOR EACH ROW WHEN ((((old.last_used_at IS DISTINCT FROM new.last_used_at) OR (old.user_agent IS DISTINCT FROM new.user_agent)) OR (old.ip IS DISTINCT FROM new.ip))) EXECUTE FUNCTION app.guard_columns('system');


--
-- Name: user_sessions user_sessions_stay_revoked; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER user_sessions_stay_revoked BEFORE UPDATE ON app.user_sessions FOR EACH ROW WHEN (((old.revoked_at IS NOT NULL) AND (new.revoked_at IS DISTINCT FROM old.revoked_at))) EXECUTE FUNCTION app.user_sessions_stay_revoked();


--
-- Name: users users_audited_deleted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_audited_deleted AFTER DELETE ON app.users REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.users_audited();


--
-- Name: users users_audited_inserted; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_audited_inserted AFTER INSERT ON app.users REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.users_audited();


--
-- Name: users users_audited_updated; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_audited_updated AFTER UPDATE ON app.users FOR EACH ROW WHEN ((((((((((old.email IS DISTINCT FROM new.email) OR (old.email_verified_at IS DISTINCT FROM new.email_verified_at)) OR (old.pending_email IS DISTINCT FROM new.pending_email)) OR (old.username IS DISTINCT FROM new.username)) OR (old.full_name IS DISTINCT FROM new.full_name)) OR (old.role IS DISTINCT FROM new.role)) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)) OR ((old.password_hash IS DISTINCT FROM new.password_hash) AND (NOT (old.last_login_at IS DISTINCT FROM new.last_login_at))))) EXECUTE FUNCTION app.users_audited();


--
-- Name: users users_create_profiles; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_create_profiles AFTER INSERT ON app.users REFERENCING NEW TABLE AS created FOR EACH STATEMENT EXECUTE FUNCTION app.users_create_profiles();


--
-- Name: users users_end_follows; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_end_follows AFTER UPDATE OF deleted_at ON app.users FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION app.users_end_follows();


--
-- Name: users users_end_sessions; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_end_sessions AFTER UPDATE ON app.users FOR EACH ROW WHEN ((old.is_active AND (old.deleted_at IS NULL) AND (NOT (new.is_active AND (new.deleted_at IS NULL))))) EXECUTE FUNCTION app.users_end_sessions();


--
-- Name: users users_end_webhooks; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_end_webhooks AFTER UPDATE OF deleted_at ON app.users FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION app.users_end_webhooks();


--
-- Name: users users_guard_closed; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_guard_closed BEFORE UPDATE ON app.users FOR EACH ROW WHEN (((old.deleted_at IS NOT NULL) AND (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION app.guard_columns('admin', 'system');


--
-- Name: users users_guard_email; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_guard_email BEFORE UPDATE OF email, pending_email, password_hash ON app.users FOR EACH ROW WHEN ((((old.email IS DISTINCT FROM new.email) OR (old.pending_email IS DISTINCT FROM new.pending_email)) OR (old.password_hash IS DISTINCT FROM new.password_hash))) EXECUTE FUNCTION app.guard_columns('system');


--
-- Name: users users_guard_facts; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_guard_facts BEFORE UPDATE ON app.users FOR EACH ROW WHEN ((((old.email_verified_at IS DISTINCT FROM new.email_verified_at) OR (old.last_login_at IS DISTINCT FROM new.last_login_at)) OR ((new.security_version <> old.security_version) AND (new.security_version <> (old.security_version + ((((old.role IS DISTINCT FROM new.role) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))::integer))))) EXECUTE FUNCTION app.guard_columns('system');


--
-- Name: users users_guard_retired_names; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_guard_retired_names BEFORE INSERT OR UPDATE OF username ON app.users FOR EACH ROW EXECUTE FUNCTION app.users_guard_retired_names();


--
-- Name: users users_guard_rights; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_guard_rights BEFORE UPDATE OF role, is_active ON app.users FOR EACH ROW WHEN (((old.role IS DISTINCT FROM new.role) OR (old.is_active IS DISTINCT FROM new.is_active))) EXECUTE FUNCTION app.users_guard_rights();


--
-- Name: users users_raise_security_version; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_raise_security_version BEFORE UPDATE ON app.users FOR EACH ROW WHEN (((((old.role IS DISTINCT FROM new.role) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)) AND (new.security_version <= old.security_version))) EXECUTE FUNCTION app.users_raise_security_version();


--
-- Name: users users_rights_changed; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_rights_changed AFTER UPDATE ON app.users FOR EACH ROW WHEN ((old.security_version <> new.security_version)) EXECUTE FUNCTION app.announce_rights_change();


--
-- Name: users users_search_vector; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_search_vector BEFORE INSERT OR UPDATE OF username, full_name ON app.users FOR EACH ROW EXECUTE FUNCTION app.users_search_vector();


--
-- Name: users users_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER users_touch BEFORE UPDATE ON app.users FOR EACH ROW WHEN (((((((((old.email IS DISTINCT FROM new.email) OR (old.email_verified_at IS DISTINCT FROM new.email_verified_at)) OR (old.pending_email IS DISTINCT FROM new.pending_email)) OR (old.username IS DISTINCT FROM new.username)) OR (old.full_name IS DISTINCT FROM new.full_name)) OR (old.role IS DISTINCT FROM new.role)) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION app.touch();


--
-- Name: webhooks webhooks_touch; Type: TRIGGER; Schema: app; Owner: app_owner
--

CREATE TRIGGER webhooks_touch BEFORE UPDATE ON app.webhooks FOR EACH ROW WHEN ((((((((old.url IS DISTINCT FROM new.url) OR (old.event_types IS DISTINCT FROM new.event_types)) OR (old.author_id IS DISTINCT FROM new.author_id)) OR (old.post_id IS DISTINCT FROM new.post_id)) OR (old.description IS DISTINCT FROM new.description)) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.ended IS DISTINCT FROM new.ended))) EXECUTE FUNCTION app.touch();


--
-- Name: blocks blocks_blocked_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.blocks
    ADD CONSTRAINT blocks_blocked_id_fkey FOREIGN KEY (blocked_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: blocks blocks_blocker_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.blocks
    ADD CONSTRAINT blocks_blocker_id_fkey FOREIGN KEY (blocker_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: bookmarks bookmarks_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.bookmarks
    ADD CONSTRAINT bookmarks_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: bookmarks bookmarks_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.bookmarks
    ADD CONSTRAINT bookmarks_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: comment_likes comment_likes_comment_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comment_likes
    ADD CONSTRAINT comment_likes_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES app.comments(id) ON DELETE CASCADE;


--
-- Name: comment_likes comment_likes_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comment_likes
    ADD CONSTRAINT comment_likes_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: comment_stats comment_stats_comment_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comment_stats
    ADD CONSTRAINT comment_stats_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES app.comments(id) ON DELETE CASCADE;


--
-- Name: comments comments_author_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comments
    ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: comments comments_parent_id_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comments
    ADD CONSTRAINT comments_parent_id_post_id_fkey FOREIGN KEY (parent_id, post_id) REFERENCES app.comments(id, post_id) ON DELETE CASCADE;


--
-- Name: comments comments_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.comments
    ADD CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: embedding_queue embedding_queue_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.embedding_queue
    ADD CONSTRAINT embedding_queue_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: erasures erasures_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.erasures
    ADD CONSTRAINT erasures_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: flags flags_case_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.flags
    ADD CONSTRAINT flags_case_id_fkey FOREIGN KEY (case_id) REFERENCES app.moderation_cases(id) ON DELETE CASCADE;


--
-- Name: flags flags_reporter_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.flags
    ADD CONSTRAINT flags_reporter_id_fkey FOREIGN KEY (reporter_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: follow_counts follow_counts_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.follow_counts
    ADD CONSTRAINT follow_counts_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: follows follows_followee_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.follows
    ADD CONSTRAINT follows_followee_id_fkey FOREIGN KEY (followee_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: follows follows_follower_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.follows
    ADD CONSTRAINT follows_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: idempotency_keys idempotency_keys_owner_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.idempotency_keys
    ADD CONSTRAINT idempotency_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: mail_outbox mail_outbox_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.mail_outbox
    ADD CONSTRAINT mail_outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: maintenance_steps maintenance_steps_run_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.maintenance_steps
    ADD CONSTRAINT maintenance_steps_run_id_fkey FOREIGN KEY (run_id) REFERENCES app.maintenance_runs(id) ON DELETE CASCADE;


--
-- Name: media media_checksum_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.media
    ADD CONSTRAINT media_checksum_fkey FOREIGN KEY (checksum) REFERENCES app.media_objects(checksum) ON DELETE RESTRICT;


--
-- Name: media media_owner_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.media
    ADD CONSTRAINT media_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: moderation_cases moderation_cases_assignee_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES app.users(id) ON DELETE SET NULL;


--
-- Name: moderation_cases moderation_cases_author_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_author_id_fkey FOREIGN KEY (author_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: moderation_cases moderation_cases_comment_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES app.comments(id) ON DELETE CASCADE;


--
-- Name: moderation_cases moderation_cases_decided_by_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES app.users(id) ON DELETE SET NULL;


--
-- Name: moderation_cases moderation_cases_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_cases
    ADD CONSTRAINT moderation_cases_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: moderation_reasons moderation_reasons_done_by_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_reasons
    ADD CONSTRAINT moderation_reasons_done_by_id_fkey FOREIGN KEY (done_by_id) REFERENCES app.users(id) ON DELETE SET NULL;


--
-- Name: moderation_reasons moderation_reasons_log_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_reasons
    ADD CONSTRAINT moderation_reasons_log_id_fkey FOREIGN KEY (log_id) REFERENCES app.moderation_log(id) ON DELETE CASCADE;


--
-- Name: moderation_reasons moderation_reasons_owner_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.moderation_reasons
    ADD CONSTRAINT moderation_reasons_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: muted_posts muted_posts_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.muted_posts
    ADD CONSTRAINT muted_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: muted_posts muted_posts_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.muted_posts
    ADD CONSTRAINT muted_posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: notification_digests notification_digests_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.notification_digests
    ADD CONSTRAINT notification_digests_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: notifications notifications_actor_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.notifications
    ADD CONSTRAINT notifications_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: notifications notifications_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.notifications
    ADD CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: one_time_tokens one_time_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.one_time_tokens
    ADD CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: post_days post_days_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_days
    ADD CONSTRAINT post_days_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_embeddings post_embeddings_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_embeddings
    ADD CONSTRAINT post_embeddings_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_likes post_likes_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_likes
    ADD CONSTRAINT post_likes_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_likes post_likes_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_likes
    ADD CONSTRAINT post_likes_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: post_media post_media_owner_id_media_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_media
    ADD CONSTRAINT post_media_owner_id_media_id_fkey FOREIGN KEY (owner_id, media_id) REFERENCES app.media(owner_id, id) ON DELETE CASCADE;


--
-- Name: post_media post_media_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_media
    ADD CONSTRAINT post_media_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_reads post_reads_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_reads
    ADD CONSTRAINT post_reads_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_reads post_reads_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_reads
    ADD CONSTRAINT post_reads_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: post_stats post_stats_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_stats
    ADD CONSTRAINT post_stats_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_tags post_tags_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_tags
    ADD CONSTRAINT post_tags_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_trends post_trends_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_trends
    ADD CONSTRAINT post_trends_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: post_visits post_visits_post_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.post_visits
    ADD CONSTRAINT post_visits_post_id_fkey FOREIGN KEY (post_id) REFERENCES app.posts(id) ON DELETE CASCADE;


--
-- Name: posts posts_author_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.posts
    ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES app.user_sessions(id) ON DELETE CASCADE;


--
-- Name: security_events security_events_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.security_events
    ADD CONSTRAINT security_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: strikes strikes_case_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.strikes
    ADD CONSTRAINT strikes_case_id_fkey FOREIGN KEY (case_id) REFERENCES app.moderation_cases(id) ON DELETE CASCADE;


--
-- Name: strikes strikes_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.strikes
    ADD CONSTRAINT strikes_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: tasks tasks_assignee_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.tasks
    ADD CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id, owner_id) REFERENCES app.follows(follower_id, followee_id) ON DELETE SET NULL (assignee_id);


--
-- Name: tasks tasks_owner_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.tasks
    ADD CONSTRAINT tasks_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: user_preferences user_preferences_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_preferences
    ADD CONSTRAINT user_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: user_profiles user_profiles_user_id_avatar_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_profiles
    ADD CONSTRAINT user_profiles_user_id_avatar_id_fkey FOREIGN KEY (user_id, avatar_id) REFERENCES app.media(owner_id, id) ON DELETE SET NULL (avatar_id);


--
-- Name: user_profiles user_profiles_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_profiles
    ADD CONSTRAINT user_profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: user_sessions user_sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.user_sessions
    ADD CONSTRAINT user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: webhook_deliveries webhook_deliveries_webhook_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES app.webhooks(id) ON DELETE CASCADE;


--
-- Name: webhook_secrets webhook_secrets_webhook_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhook_secrets
    ADD CONSTRAINT webhook_secrets_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES app.webhooks(id) ON DELETE CASCADE;


--
-- Name: webhooks webhooks_owner_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.webhooks
    ADD CONSTRAINT webhooks_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: withdrawn_likes withdrawn_likes_user_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: app_owner
--

ALTER TABLE ONLY app.withdrawn_likes
    ADD CONSTRAINT withdrawn_likes_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users(id) ON DELETE CASCADE;


--
-- Name: audit; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.audit ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_default; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.audit_default ENABLE ROW LEVEL SECURITY;

--
-- Name: audit audit_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY audit_select ON app.audit FOR SELECT TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin) OR ((( SELECT app.actor_role() AS actor_role) = 'moderator'::text) AND (table_name = ANY (ARRAY['posts'::text, 'comments'::text])))));


--
-- Name: backup_reports; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.backup_reports ENABLE ROW LEVEL SECURITY;

--
-- Name: backup_reports backup_reports_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY backup_reports_delete ON app.backup_reports FOR DELETE TO app_api USING (( SELECT app.is_system() AS is_system));


--
-- Name: backup_reports backup_reports_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY backup_reports_insert ON app.backup_reports FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: backup_reports backup_reports_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY backup_reports_select ON app.backup_reports FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: blocks; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.blocks ENABLE ROW LEVEL SECURITY;

--
-- Name: blocks blocks_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY blocks_delete ON app.blocks FOR DELETE TO app_api USING ((blocker_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: blocks blocks_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY blocks_insert ON app.blocks FOR INSERT TO app_api WITH CHECK ((blocker_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: blocks blocks_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY blocks_select ON app.blocks FOR SELECT TO app_api USING ((blocker_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: bookmarks; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.bookmarks ENABLE ROW LEVEL SECURITY;

--
-- Name: bookmarks bookmarks_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY bookmarks_delete ON app.bookmarks FOR DELETE TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: bookmarks bookmarks_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY bookmarks_insert ON app.bookmarks FOR INSERT TO app_api WITH CHECK (((user_id = ( SELECT app.actor_id() AS actor_id)) AND (EXISTS ( SELECT
   FROM app.posts p
  WHERE ((p.id = bookmarks.post_id) AND (p.deleted_at IS NULL))))));


--
-- Name: bookmarks bookmarks_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY bookmarks_select ON app.bookmarks FOR SELECT TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: comment_likes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.comment_likes ENABLE ROW LEVEL SECURITY;

--
-- Name: comment_likes comment_likes_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comment_likes_delete ON app.comment_likes FOR DELETE TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: comment_likes comment_likes_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comment_likes_insert ON app.comment_likes FOR INSERT TO app_api WITH CHECK (((user_id = ( SELECT app.actor_id() AS actor_id)) AND (EXISTS ( SELECT
   FROM (app.comments c
     JOIN app.posts p ON ((p.id = c.post_id)))
  WHERE ((c.id = comment_likes.comment_id) AND (c.author_id <> comment_likes.user_id) AND app.comment_is_public(c.is_approved, c.deleted_at) AND app.post_is_public(p.status, p.deleted_at))))));


--
-- Name: comment_likes comment_likes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comment_likes_select ON app.comment_likes FOR SELECT TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: comment_stats; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.comment_stats ENABLE ROW LEVEL SECURITY;

--
-- Name: comment_stats comment_stats_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comment_stats_select ON app.comment_stats FOR SELECT TO app_api, app_readonly USING (( SELECT true
   FROM app.comments c
  WHERE (c.id = comment_stats.comment_id)));


--
-- Name: comments; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.comments ENABLE ROW LEVEL SECURITY;

--
-- Name: comments comments_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comments_insert ON app.comments FOR INSERT TO app_api WITH CHECK ((((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)) AND (EXISTS ( SELECT
   FROM app.posts p
  WHERE ((p.id = comments.post_id) AND app.post_is_public(p.status, p.deleted_at))))));


--
-- Name: comments comments_not_blocked; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comments_not_blocked ON app.comments AS RESTRICTIVE FOR SELECT TO app_api USING ((author_id <> ALL (( SELECT app.hidden_authors() AS hidden_authors)::uuid[])));


--
-- Name: comments comments_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comments_select ON app.comments FOR SELECT TO app_api, app_readonly USING (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ((app.comment_is_public(is_approved, deleted_at) OR ( SELECT app.is_staff() AS is_staff)) AND ( SELECT true
   FROM app.posts p
  WHERE (p.id = comments.post_id)))));


--
-- Name: comments comments_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY comments_update ON app.comments FOR UPDATE TO app_api USING ((((author_id = ( SELECT app.actor_id() AS actor_id)) AND (deleted_by IS DISTINCT FROM 'staff'::text)) OR ( SELECT app.is_staff() AS is_staff))) WITH CHECK (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff)));


--
-- Name: day_posts; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.day_posts ENABLE ROW LEVEL SECURITY;

--
-- Name: day_posts_changes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.day_posts_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: day_posts_changes day_posts_changes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY day_posts_changes_select ON app.day_posts_changes FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: day_posts day_posts_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY day_posts_select ON app.day_posts FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: day_tags; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.day_tags ENABLE ROW LEVEL SECURITY;

--
-- Name: day_tags_changes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.day_tags_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: day_tags_changes day_tags_changes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY day_tags_changes_select ON app.day_tags_changes FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: day_tags day_tags_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY day_tags_select ON app.day_tags FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: embedding_models; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.embedding_models ENABLE ROW LEVEL SECURITY;

--
-- Name: embedding_models embedding_models_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY embedding_models_delete ON app.embedding_models FOR DELETE TO app_api USING (( SELECT app.is_system() AS is_system));


--
-- Name: embedding_models embedding_models_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY embedding_models_insert ON app.embedding_models FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: embedding_models embedding_models_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY embedding_models_select ON app.embedding_models FOR SELECT TO app_api, app_reader USING (true);


--
-- Name: embedding_models embedding_models_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY embedding_models_update ON app.embedding_models FOR UPDATE TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: embedding_queue; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.embedding_queue ENABLE ROW LEVEL SECURITY;

--
-- Name: embedding_queue embedding_queue_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY embedding_queue_select ON app.embedding_queue FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: embedding_queue embedding_queue_system; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY embedding_queue_system ON app.embedding_queue TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: erasures; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.erasures ENABLE ROW LEVEL SECURITY;

--
-- Name: erasures erasures_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY erasures_select ON app.erasures FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: event_batches; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.event_batches ENABLE ROW LEVEL SECURITY;

--
-- Name: event_log; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.event_log ENABLE ROW LEVEL SECURITY;

--
-- Name: event_log_default; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.event_log_default ENABLE ROW LEVEL SECURITY;

--
-- Name: features; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.features ENABLE ROW LEVEL SECURITY;

--
-- Name: features features_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY features_select ON app.features FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: features features_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY features_update ON app.features FOR UPDATE TO app_api USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: flags; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.flags ENABLE ROW LEVEL SECURITY;

--
-- Name: flags flags_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY flags_select ON app.flags FOR SELECT TO app_api USING (((reporter_id = ( SELECT app.actor_id() AS actor_id)) OR (( SELECT app.is_staff() AS is_staff) AND (( SELECT m.author_id
   FROM app.moderation_cases m
  WHERE (m.id = flags.case_id)) IS DISTINCT FROM ( SELECT app.actor_id() AS actor_id)))));


--
-- Name: follow_counts; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.follow_counts ENABLE ROW LEVEL SECURITY;

--
-- Name: follow_counts follow_counts_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY follow_counts_select ON app.follow_counts FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: follows; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.follows ENABLE ROW LEVEL SECURITY;

--
-- Name: follows follows_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY follows_delete ON app.follows FOR DELETE TO app_api USING ((follower_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: follows follows_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY follows_insert ON app.follows FOR INSERT TO app_api WITH CHECK (((follower_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_system() AS is_system)));


--
-- Name: follows follows_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY follows_select ON app.follows FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotency_keys idempotency_keys_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY idempotency_keys_insert ON app.idempotency_keys FOR INSERT TO app_api WITH CHECK ((owner_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: idempotency_keys idempotency_keys_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY idempotency_keys_select ON app.idempotency_keys FOR SELECT TO app_api USING ((owner_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: idempotency_keys idempotency_keys_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY idempotency_keys_update ON app.idempotency_keys FOR UPDATE TO app_api USING ((owner_id = ( SELECT app.actor_id() AS actor_id))) WITH CHECK ((owner_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: job_kinds; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.job_kinds ENABLE ROW LEVEL SECURITY;

--
-- Name: job_kinds job_kinds_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY job_kinds_insert ON app.job_kinds FOR INSERT TO app_api WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: job_kinds job_kinds_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY job_kinds_select ON app.job_kinds FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: job_kinds job_kinds_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY job_kinds_update ON app.job_kinds FOR UPDATE TO app_api USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: jobs; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs jobs_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY jobs_insert ON app.jobs FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: jobs jobs_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY jobs_select ON app.jobs FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: jobs jobs_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY jobs_update ON app.jobs FOR UPDATE TO app_api USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: mail_outbox; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.mail_outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: mail_outbox mail_outbox_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY mail_outbox_insert ON app.mail_outbox FOR INSERT TO app_api WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: mail_outbox mail_outbox_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY mail_outbox_select ON app.mail_outbox FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: mail_outbox mail_outbox_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY mail_outbox_update ON app.mail_outbox FOR UPDATE TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: maintenance_runs; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.maintenance_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: maintenance_runs maintenance_runs_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_runs_delete ON app.maintenance_runs FOR DELETE TO app_api USING (( SELECT app.is_system() AS is_system));


--
-- Name: maintenance_runs maintenance_runs_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_runs_insert ON app.maintenance_runs FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: maintenance_runs maintenance_runs_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_runs_select ON app.maintenance_runs FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: maintenance_runs maintenance_runs_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_runs_update ON app.maintenance_runs FOR UPDATE TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: maintenance_steps; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.maintenance_steps ENABLE ROW LEVEL SECURITY;

--
-- Name: maintenance_steps maintenance_steps_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_steps_insert ON app.maintenance_steps FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: maintenance_steps maintenance_steps_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_steps_select ON app.maintenance_steps FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: maintenance_steps maintenance_steps_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY maintenance_steps_update ON app.maintenance_steps FOR UPDATE TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: media; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.media ENABLE ROW LEVEL SECURITY;

--
-- Name: media media_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY media_delete ON app.media FOR DELETE TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_system() AS is_system) OR ((( SELECT app.actor_role() AS actor_role) = ANY (ARRAY['moderator'::text, 'admin'::text])) AND (( SELECT true
   FROM app.post_media s
  WHERE (s.media_id = media.id)
 LIMIT 1) OR ( SELECT true
   FROM app.user_profiles p
  WHERE (p.avatar_id = media.id)
 LIMIT 1)))));


--
-- Name: media media_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY media_insert ON app.media FOR INSERT TO app_api WITH CHECK (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: media_objects; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.media_objects ENABLE ROW LEVEL SECURITY;

--
-- Name: media media_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY media_select ON app.media FOR SELECT TO app_api, app_readonly USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_system() AS is_system) OR ( SELECT true
   FROM app.post_media s
  WHERE (s.media_id = media.id)
 LIMIT 1) OR ( SELECT true
   FROM app.user_profiles p
  WHERE ((p.avatar_id = media.id) AND ( SELECT true
           FROM app.members m
          WHERE (m.id = p.user_id)))
 LIMIT 1)));


--
-- Name: media media_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY media_update ON app.media FOR UPDATE TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_system() AS is_system) OR ((( SELECT app.actor_role() AS actor_role) = 'admin'::text) AND (( SELECT true
   FROM app.post_media s
  WHERE (s.media_id = media.id)
 LIMIT 1) OR ( SELECT true
   FROM app.user_profiles p
  WHERE (p.avatar_id = media.id)
 LIMIT 1))))) WITH CHECK (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: moderation_cases; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.moderation_cases ENABLE ROW LEVEL SECURITY;

--
-- Name: moderation_cases moderation_cases_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY moderation_cases_select ON app.moderation_cases FOR SELECT TO app_api USING (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff)));


--
-- Name: moderation_cases moderation_cases_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY moderation_cases_update ON app.moderation_cases FOR UPDATE TO app_api USING (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff))) WITH CHECK (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff)));


--
-- Name: moderation_log; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.moderation_log ENABLE ROW LEVEL SECURITY;

--
-- Name: moderation_log moderation_log_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY moderation_log_select ON app.moderation_log FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: moderation_reasons; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.moderation_reasons ENABLE ROW LEVEL SECURITY;

--
-- Name: moderation_reasons moderation_reasons_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY moderation_reasons_select ON app.moderation_reasons FOR SELECT TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff)));


--
-- Name: moderation_settings; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.moderation_settings ENABLE ROW LEVEL SECURITY;

--
-- Name: moderation_settings moderation_settings_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY moderation_settings_select ON app.moderation_settings FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: moderation_settings moderation_settings_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY moderation_settings_update ON app.moderation_settings FOR UPDATE TO app_api USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: monitoring_samples; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.monitoring_samples ENABLE ROW LEVEL SECURITY;

--
-- Name: monitoring_samples monitoring_samples_all; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY monitoring_samples_all ON app.monitoring_samples TO app_api USING (( SELECT app.is_system() AS is_system));


--
-- Name: muted_posts; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.muted_posts ENABLE ROW LEVEL SECURITY;

--
-- Name: muted_posts muted_posts_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY muted_posts_delete ON app.muted_posts FOR DELETE TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: muted_posts muted_posts_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY muted_posts_insert ON app.muted_posts FOR INSERT TO app_api WITH CHECK (((user_id = ( SELECT app.actor_id() AS actor_id)) AND (EXISTS ( SELECT
   FROM app.posts p
  WHERE ((p.id = muted_posts.post_id) AND (p.deleted_at IS NULL))))));


--
-- Name: muted_posts muted_posts_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY muted_posts_select ON app.muted_posts FOR SELECT TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: notification_digests; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.notification_digests ENABLE ROW LEVEL SECURITY;

--
-- Name: notifications; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.notifications ENABLE ROW LEVEL SECURITY;

--
-- Name: notifications notifications_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY notifications_select ON app.notifications FOR SELECT TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) AND app.notification_shows(user_id, kind, actor_id, post_id, comment_id)));


--
-- Name: notifications notifications_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY notifications_update ON app.notifications FOR UPDATE TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: one_time_tokens; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.one_time_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: one_time_tokens one_time_tokens_system; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY one_time_tokens_system ON app.one_time_tokens TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: operator_actions; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.operator_actions ENABLE ROW LEVEL SECURITY;

--
-- Name: operator_actions operator_actions_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY operator_actions_select ON app.operator_actions FOR SELECT TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: post_days; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_days ENABLE ROW LEVEL SECURITY;

--
-- Name: post_days post_days_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_days_select ON app.post_days FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: post_embeddings; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_embeddings ENABLE ROW LEVEL SECURITY;

--
-- Name: post_embeddings post_embeddings_reader; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_embeddings_reader ON app.post_embeddings FOR SELECT TO app_reader USING (true);


--
-- Name: post_embeddings post_embeddings_system; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_embeddings_system ON app.post_embeddings TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: post_languages; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_languages ENABLE ROW LEVEL SECURITY;

--
-- Name: post_likes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_likes ENABLE ROW LEVEL SECURITY;

--
-- Name: post_likes post_likes_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_likes_delete ON app.post_likes FOR DELETE TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: post_likes post_likes_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_likes_insert ON app.post_likes FOR INSERT TO app_api WITH CHECK (((user_id = ( SELECT app.actor_id() AS actor_id)) AND (EXISTS ( SELECT
   FROM app.posts p
  WHERE ((p.id = post_likes.post_id) AND (p.author_id <> post_likes.user_id) AND app.post_is_public(p.status, p.deleted_at))))));


--
-- Name: post_likes post_likes_not_blocked; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_likes_not_blocked ON app.post_likes AS RESTRICTIVE FOR SELECT TO app_api USING ((user_id <> ALL (( SELECT app.hidden_authors() AS hidden_authors)::uuid[])));


--
-- Name: post_likes post_likes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_likes_select ON app.post_likes FOR SELECT TO app_api, app_readonly USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT true
   FROM app.posts p
  WHERE (p.id = post_likes.post_id))));


--
-- Name: post_media; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_media ENABLE ROW LEVEL SECURITY;

--
-- Name: post_media post_media_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_media_delete ON app.post_media FOR DELETE TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: post_media post_media_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_media_insert ON app.post_media FOR INSERT TO app_api WITH CHECK ((((owner_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)) AND (EXISTS ( SELECT
   FROM app.posts p
  WHERE ((p.id = post_media.post_id) AND (p.author_id = post_media.owner_id) AND (p.deleted_at IS NULL))))));


--
-- Name: post_media post_media_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_media_select ON app.post_media FOR SELECT TO app_api, app_readonly USING (( SELECT true
   FROM app.posts p
  WHERE (p.id = post_media.post_id)));


--
-- Name: post_reads; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_reads ENABLE ROW LEVEL SECURITY;

--
-- Name: post_reads post_reads_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_reads_select ON app.post_reads FOR SELECT TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: post_stats; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_stats ENABLE ROW LEVEL SECURITY;

--
-- Name: post_stats post_stats_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_stats_select ON app.post_stats FOR SELECT TO app_api, app_readonly USING (( SELECT true
   FROM app.posts p
  WHERE (p.id = post_stats.post_id)));


--
-- Name: post_tags; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_tags ENABLE ROW LEVEL SECURITY;

--
-- Name: post_tags post_tags_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_tags_select ON app.post_tags FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: post_trends; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_trends ENABLE ROW LEVEL SECURITY;

--
-- Name: post_trends post_trends_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY post_trends_select ON app.post_trends FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: post_visits; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.post_visits ENABLE ROW LEVEL SECURITY;

--
-- Name: posts; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.posts ENABLE ROW LEVEL SECURITY;

--
-- Name: posts posts_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY posts_insert ON app.posts FOR INSERT TO app_api WITH CHECK (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: posts posts_not_blocked; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY posts_not_blocked ON app.posts AS RESTRICTIVE FOR SELECT TO app_api USING ((author_id <> ALL (( SELECT app.hidden_authors() AS hidden_authors)::uuid[])));


--
-- Name: posts posts_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY posts_select ON app.posts FOR SELECT TO app_api, app_readonly USING (app.post_is_shown(status, deleted_at, author_id, ( SELECT app.actor_id() AS actor_id), ( SELECT app.is_staff() AS is_staff)));


--
-- Name: posts posts_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY posts_update ON app.posts FOR UPDATE TO app_api USING ((((author_id = ( SELECT app.actor_id() AS actor_id)) AND (deleted_by IS DISTINCT FROM 'staff'::text)) OR ( SELECT app.is_staff() AS is_staff))) WITH CHECK (((author_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff)));


--
-- Name: refresh_tokens; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.refresh_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: refresh_tokens refresh_tokens_system; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY refresh_tokens_system ON app.refresh_tokens TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: registrations; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.registrations ENABLE ROW LEVEL SECURITY;

--
-- Name: registrations registrations_system; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY registrations_system ON app.registrations TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: retired_usernames; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.retired_usernames ENABLE ROW LEVEL SECURITY;

--
-- Name: retired_usernames retired_usernames_system; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY retired_usernames_system ON app.retired_usernames TO app_api USING (( SELECT app.is_system() AS is_system)) WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: rollups; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.rollups ENABLE ROW LEVEL SECURITY;

--
-- Name: security_events; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.security_events ENABLE ROW LEVEL SECURITY;

--
-- Name: security_events security_events_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY security_events_insert ON app.security_events FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: security_events security_events_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY security_events_select ON app.security_events FOR SELECT TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: span_posts; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.span_posts ENABLE ROW LEVEL SECURITY;

--
-- Name: span_posts span_posts_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY span_posts_select ON app.span_posts FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: span_tags; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.span_tags ENABLE ROW LEVEL SECURITY;

--
-- Name: span_tags span_tags_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY span_tags_select ON app.span_tags FOR SELECT TO app_api USING (( SELECT app.is_staff() AS is_staff));


--
-- Name: statement_plans; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.statement_plans ENABLE ROW LEVEL SECURITY;

--
-- Name: statement_plans statement_plans_all; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY statement_plans_all ON app.statement_plans TO app_api USING (( SELECT app.is_admin() AS is_admin));


--
-- Name: strikes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.strikes ENABLE ROW LEVEL SECURITY;

--
-- Name: strikes strikes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY strikes_select ON app.strikes FOR SELECT TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_staff() AS is_staff)));


--
-- Name: tag_aliases; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.tag_aliases ENABLE ROW LEVEL SECURITY;

--
-- Name: tag_aliases tag_aliases_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY tag_aliases_select ON app.tag_aliases FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: tags; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.tags ENABLE ROW LEVEL SECURITY;

--
-- Name: tags tags_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY tags_select ON app.tags FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: tasks; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.tasks ENABLE ROW LEVEL SECURITY;

--
-- Name: tasks tasks_delete; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY tasks_delete ON app.tasks FOR DELETE TO app_api USING ((owner_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: tasks tasks_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY tasks_insert ON app.tasks FOR INSERT TO app_api WITH CHECK ((owner_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: tasks tasks_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY tasks_select ON app.tasks FOR SELECT TO app_api USING ((( SELECT app.actor_id() AS actor_id) = ANY (ARRAY[owner_id, assignee_id])));


--
-- Name: tasks tasks_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY tasks_update ON app.tasks FOR UPDATE TO app_api USING ((( SELECT app.actor_id() AS actor_id) = ANY (ARRAY[owner_id, assignee_id])));


--
-- Name: trend_changes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.trend_changes ENABLE ROW LEVEL SECURITY;

--
-- Name: trend_changes trend_changes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY trend_changes_select ON app.trend_changes FOR SELECT TO app_api, app_readonly USING (true);


--
-- Name: user_preferences; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.user_preferences ENABLE ROW LEVEL SECURITY;

--
-- Name: user_preferences user_preferences_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_preferences_insert ON app.user_preferences FOR INSERT TO app_api WITH CHECK ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: user_preferences user_preferences_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_preferences_select ON app.user_preferences FOR SELECT TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: user_preferences user_preferences_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_preferences_update ON app.user_preferences FOR UPDATE TO app_api USING ((user_id = ( SELECT app.actor_id() AS actor_id))) WITH CHECK ((user_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: user_profiles; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.user_profiles ENABLE ROW LEVEL SECURITY;

--
-- Name: user_profiles user_profiles_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_profiles_select ON app.user_profiles FOR SELECT TO app_api, app_readonly USING ((( SELECT true
   FROM app.members m
  WHERE (m.id = user_profiles.user_id)) OR (user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: user_profiles user_profiles_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_profiles_update ON app.user_profiles FOR UPDATE TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin))) WITH CHECK (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: user_sessions; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.user_sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: user_sessions user_sessions_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_sessions_insert ON app.user_sessions FOR INSERT TO app_api WITH CHECK (( SELECT app.is_system() AS is_system));


--
-- Name: user_sessions user_sessions_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_sessions_select ON app.user_sessions FOR SELECT TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: user_sessions user_sessions_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY user_sessions_update ON app.user_sessions FOR UPDATE TO app_api USING (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin))) WITH CHECK (((user_id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: users; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;

--
-- Name: users users_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY users_insert ON app.users FOR INSERT TO app_api WITH CHECK (( SELECT app.is_admin() AS is_admin));


--
-- Name: users users_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY users_select ON app.users FOR SELECT TO app_api USING (((id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: users users_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY users_update ON app.users FOR UPDATE TO app_api USING (((id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin))) WITH CHECK (((id = ( SELECT app.actor_id() AS actor_id)) OR ( SELECT app.is_admin() AS is_admin)));


--
-- Name: vocabulary; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.vocabulary ENABLE ROW LEVEL SECURITY;

--
-- Name: vocabulary_passes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.vocabulary_passes ENABLE ROW LEVEL SECURITY;

--
-- Name: vocabulary_passes vocabulary_passes_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY vocabulary_passes_select ON app.vocabulary_passes FOR SELECT TO app_reader USING (true);


--
-- Name: vocabulary vocabulary_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY vocabulary_select ON app.vocabulary FOR SELECT TO app_reader USING (true);


--
-- Name: webhook_cursor; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.webhook_cursor ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_deliveries; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.webhook_deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_deliveries webhook_deliveries_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY webhook_deliveries_select ON app.webhook_deliveries FOR SELECT TO app_api USING ((is_sent AND (webhook_id = ANY (ARRAY( SELECT w.id
   FROM app.webhooks w)))));


--
-- Name: webhook_secrets; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.webhook_secrets ENABLE ROW LEVEL SECURITY;

--
-- Name: webhooks; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: webhooks webhooks_insert; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY webhooks_insert ON app.webhooks FOR INSERT TO app_api WITH CHECK ((owner_id = ( SELECT app.actor_id() AS actor_id)));


--
-- Name: webhooks webhooks_select; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY webhooks_select ON app.webhooks FOR SELECT TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) AND (deleted_at IS NULL)));


--
-- Name: webhooks webhooks_update; Type: POLICY; Schema: app; Owner: app_owner
--

CREATE POLICY webhooks_update ON app.webhooks FOR UPDATE TO app_api USING (((owner_id = ( SELECT app.actor_id() AS actor_id)) AND (deleted_at IS NULL)));


--
-- Name: withdrawn_likes; Type: ROW SECURITY; Schema: app; Owner: app_owner
--

ALTER TABLE app.withdrawn_likes ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: app_owner
--

GRANT ALL ON SCHEMA app TO app_reader;
GRANT USAGE ON SCHEMA app TO app_api;
GRANT USAGE ON SCHEMA app TO app_readonly;
GRANT USAGE ON SCHEMA app TO ops_maintain;
GRANT USAGE ON SCHEMA app TO ops_watch;


--
-- Name: FUNCTION actor(OUT actor_id uuid, OUT actor_role text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text) TO app_api;
GRANT ALL ON FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text) TO app_reader;
GRANT ALL ON FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text) TO app_readonly;


--
-- Name: FUNCTION actor_id(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.actor_id() FROM PUBLIC;
GRANT ALL ON FUNCTION app.actor_id() TO app_api;
GRANT ALL ON FUNCTION app.actor_id() TO app_reader;
GRANT ALL ON FUNCTION app.actor_id() TO app_readonly;


--
-- Name: FUNCTION actor_role(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.actor_role() FROM PUBLIC;
GRANT ALL ON FUNCTION app.actor_role() TO app_api;
GRANT ALL ON FUNCTION app.actor_role() TO app_reader;
GRANT ALL ON FUNCTION app.actor_role() TO app_readonly;


--
-- Name: FUNCTION add_webhook_secret(of_webhook uuid, new_sealed bytea, at timestamp with time zone, former interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.add_webhook_secret(of_webhook uuid, new_sealed bytea, at timestamp with time zone, former interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.add_webhook_secret(of_webhook uuid, new_sealed bytea, at timestamp with time zone, former interval) TO app_api;


--
-- Name: FUNCTION announce_media(wanted bytea, bytes bigint); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.announce_media(wanted bytea, bytes bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.announce_media(wanted bytea, bytes bigint) TO app_api;


--
-- Name: TABLE blocks; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.blocks TO app_api;


--
-- Name: COLUMN blocks.blocker_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(blocker_id) ON TABLE app.blocks TO app_api;


--
-- Name: COLUMN blocks.blocked_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(blocked_id) ON TABLE app.blocks TO app_api;


--
-- Name: COLUMN blocks.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.blocks TO app_api;


--
-- Name: FUNCTION are_apart(one uuid, other uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.are_apart(one uuid, other uuid) FROM PUBLIC;


--
-- Name: FUNCTION backed_up_tables(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.backed_up_tables() FROM PUBLIC;
GRANT ALL ON FUNCTION app.backed_up_tables() TO ops_backup;


--
-- Name: FUNCTION begin_action(action_id uuid, what text, target_name text, why text, who uuid, of_session uuid, of_version integer, queued boolean); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.begin_action(action_id uuid, what text, target_name text, why text, who uuid, of_session uuid, of_version integer, queued boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.begin_action(action_id uuid, what text, target_name text, why text, who uuid, of_session uuid, of_version integer, queued boolean) TO ops_maintain;


--
-- Name: FUNCTION begin_erasure(whose uuid, how text, by_whom text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.begin_erasure(whose uuid, how text, by_whom text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.begin_erasure(whose uuid, how text, by_whom text) TO app_api;


--
-- Name: FUNCTION blocked_either_way(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.blocked_either_way() FROM PUBLIC;
GRANT ALL ON FUNCTION app.blocked_either_way() TO app_api;
GRANT ALL ON FUNCTION app.blocked_either_way() TO app_reader;


--
-- Name: FUNCTION blocks_end_follows(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.blocks_end_follows() FROM PUBLIC;


--
-- Name: FUNCTION bookmarks_limit(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.bookmarks_limit() FROM PUBLIC;


--
-- Name: FUNCTION build_day_sums(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_day_sums() FROM PUBLIC;


--
-- Name: FUNCTION build_like_counts(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_like_counts() FROM PUBLIC;


--
-- Name: FUNCTION build_post_days(first_day date, last_day date); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_post_days(first_day date, last_day date) FROM PUBLIC;


--
-- Name: FUNCTION build_rollups(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_rollups() FROM PUBLIC;


--
-- Name: FUNCTION build_span_sums(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_span_sums() FROM PUBLIC;


--
-- Name: FUNCTION build_spans(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_spans() FROM PUBLIC;


--
-- Name: FUNCTION build_trends(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.build_trends() FROM PUBLIC;


--
-- Name: FUNCTION changes(one jsonb, other jsonb); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.changes(one jsonb, other jsonb) FROM PUBLIC;


--
-- Name: FUNCTION claim_jobs(claimer text, kinds text[], versions integer[], limits integer[], wanted integer, lease interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.claim_jobs(claimer text, kinds text[], versions integer[], limits integer[], wanted integer, lease interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.claim_jobs(claimer text, kinds text[], versions integer[], limits integer[], wanted integer, lease interval) TO app_api;


--
-- Name: FUNCTION claim_webhook_deliveries(places integer, failing_places integer, per_webhook integer, lease interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.claim_webhook_deliveries(places integer, failing_places integer, per_webhook integer, lease interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.claim_webhook_deliveries(places integer, failing_places integer, per_webhook integer, lease interval) TO app_api;


--
-- Name: FUNCTION close_event_batch(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.close_event_batch() FROM PUBLIC;
GRANT ALL ON FUNCTION app.close_event_batch() TO app_api;


--
-- Name: FUNCTION comment_is_public(is_approved boolean, deleted_at timestamp with time zone); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamp with time zone) TO app_api;
GRANT ALL ON FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamp with time zone) TO app_reader;
GRANT ALL ON FUNCTION app.comment_is_public(is_approved boolean, deleted_at timestamp with time zone) TO app_readonly;


--
-- Name: FUNCTION comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]) TO app_api;
GRANT ALL ON FUNCTION app.comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]) TO app_reader;
GRANT ALL ON FUNCTION app.comment_is_shown(is_approved boolean, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean, blocked uuid[]) TO app_readonly;


--
-- Name: FUNCTION comment_likes_counted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comment_likes_counted() FROM PUBLIC;


--
-- Name: FUNCTION comments_deleted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comments_deleted() FROM PUBLIC;


--
-- Name: FUNCTION comments_inserted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comments_inserted() FROM PUBLIC;


--
-- Name: FUNCTION comments_place(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comments_place() FROM PUBLIC;


--
-- Name: FUNCTION comments_updated(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.comments_updated() FROM PUBLIC;


--
-- Name: FUNCTION compact_pages(target regclass, low bigint, high bigint); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.compact_pages(target regclass, low bigint, high bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.compact_pages(target regclass, low bigint, high bigint) TO ops_maintain;


--
-- Name: FUNCTION continue_erasure(whose uuid, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.continue_erasure(whose uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.continue_erasure(whose uuid, most integer) TO app_api;


--
-- Name: FUNCTION count_comments(posts uuid[], days date[], amounts integer[], latest timestamp with time zone[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.count_comments(posts uuid[], days date[], amounts integer[], latest timestamp with time zone[]) FROM PUBLIC;


--
-- Name: FUNCTION count_likes(posts uuid[], days date[], amounts integer[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.count_likes(posts uuid[], days date[], amounts integer[]) FROM PUBLIC;


--
-- Name: FUNCTION count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, is_exact boolean); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, is_exact boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, is_exact boolean) TO app_api;


--
-- Name: FUNCTION count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, is_exact boolean); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, is_exact boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_matching_posts(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, is_exact boolean) TO app_api;


--
-- Name: FUNCTION count_members(term text); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.count_members(term text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_members(term text) TO app_api;


--
-- Name: FUNCTION count_replies(paths bytea[], amounts integer[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.count_replies(paths bytea[], amounts integer[]) FROM PUBLIC;


--
-- Name: FUNCTION count_tags(removed text[], added text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.count_tags(removed text[], added text[]) FROM PUBLIC;


--
-- Name: FUNCTION count_thread(of_post uuid, only_roots boolean); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.count_thread(of_post uuid, only_roots boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_thread(of_post uuid, only_roots boolean) TO app_api;


--
-- Name: FUNCTION count_unread_notifications(most integer, walked integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.count_unread_notifications(most integer, walked integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.count_unread_notifications(most integer, walked integer) TO app_api;


--
-- Name: FUNCTION csv_text(cell text, keep boolean); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.csv_text(cell text, keep boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.csv_text(cell text, keep boolean) TO app_api;


--
-- Name: FUNCTION current_embedding_model(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.current_embedding_model() FROM PUBLIC;
GRANT ALL ON FUNCTION app.current_embedding_model() TO app_api;


--
-- Name: FUNCTION current_tag(name text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.current_tag(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.current_tag(name text) TO app_api;


--
-- Name: FUNCTION current_tags(names text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.current_tags(names text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.current_tags(names text[]) TO app_api;


--
-- Name: FUNCTION day_points(points bigint, likes integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.day_points(points bigint, likes integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.day_points(points bigint, likes integer) TO app_api;
GRANT ALL ON FUNCTION app.day_points(points bigint, likes integer) TO app_readonly;


--
-- Name: FUNCTION delete_webhook(of_webhook uuid, of_version integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.delete_webhook(of_webhook uuid, of_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.delete_webhook(of_webhook uuid, of_version integer) TO app_api;


--
-- Name: FUNCTION drain_posts(posts uuid[], gone uuid[], liked uuid[], most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.drain_posts(posts uuid[], gone uuid[], liked uuid[], most integer) FROM PUBLIC;


--
-- Name: FUNCTION drop_invalid_index(target regclass); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.drop_invalid_index(target regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION app.drop_invalid_index(target regclass) TO ops_maintain;


--
-- Name: FUNCTION drop_partitions(parent text, before timestamp with time zone); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.drop_partitions(parent text, before timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION end_action(action_id uuid, result text, code text, remark text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.end_action(action_id uuid, result text, code text, remark text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.end_action(action_id uuid, result text, code text, remark text) TO ops_maintain;


--
-- Name: FUNCTION end_digests(of_user uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.end_digests(of_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.end_digests(of_user uuid) TO app_api;


--
-- Name: FUNCTION end_one_time_links(whose uuid, at timestamp with time zone, account_ends boolean); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.end_one_time_links(whose uuid, at timestamp with time zone, account_ends boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.end_one_time_links(whose uuid, at timestamp with time zone, account_ends boolean) TO app_api;


--
-- Name: FUNCTION end_webhook(of_webhook uuid, why text, longest interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.end_webhook(of_webhook uuid, why text, longest interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.end_webhook(of_webhook uuid, why text, longest interval) TO app_api;


--
-- Name: FUNCTION end_webhooks(of_owner uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.end_webhooks(of_owner uuid) FROM PUBLIC;


--
-- Name: FUNCTION ensure_audit_partitions(months_ahead integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.ensure_audit_partitions(months_ahead integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.ensure_audit_partitions(months_ahead integer) TO app_api;


--
-- Name: FUNCTION event_is_shown(audience text, is_owner boolean, is_author boolean, staff boolean, admin boolean, post_shown boolean, comment_public boolean, members_open boolean, blocked boolean, post_blocked boolean); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.event_is_shown(audience text, is_owner boolean, is_author boolean, staff boolean, admin boolean, post_shown boolean, comment_public boolean, members_open boolean, blocked boolean, post_blocked boolean) FROM PUBLIC;


--
-- Name: FUNCTION event_log_name(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.event_log_name() FROM PUBLIC;


--
-- Name: FUNCTION event_names_owner(audience text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.event_names_owner(audience text) FROM PUBLIC;


--
-- Name: FUNCTION event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) FROM PUBLIC;


--
-- Name: FUNCTION event_transactions(before pg_snapshot, now pg_snapshot); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.event_transactions(before pg_snapshot, now pg_snapshot) FROM PUBLIC;


--
-- Name: FUNCTION events_after(after_batch bigint, after_id bigint, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.events_after(after_batch bigint, after_id bigint, wanted integer) FROM PUBLIC;


--
-- Name: FUNCTION explain_statement(statement text, analyzed boolean, parameters text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.explain_statement(statement text, analyzed boolean, parameters text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.explain_statement(statement text, analyzed boolean, parameters text[]) TO app_api;


--
-- Name: FUNCTION extend_vocabulary(most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.extend_vocabulary(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.extend_vocabulary(most integer) TO app_api;


--
-- Name: FUNCTION fail_unknown_jobs(kinds text[], versions integer[], grace interval, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.fail_unknown_jobs(kinds text[], versions integer[], grace interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fail_unknown_jobs(kinds text[], versions integer[], grace interval, most integer) TO app_api;


--
-- Name: FUNCTION fan_out_webhooks(most integer, deliveries_max integer, waiting_max integer, OUT made integer, OUT has_more boolean, OUT crowded uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.fan_out_webhooks(most integer, deliveries_max integer, waiting_max integer, OUT made integer, OUT has_more boolean, OUT crowded uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fan_out_webhooks(most integer, deliveries_max integer, waiting_max integer, OUT made integer, OUT has_more boolean, OUT crowded uuid) TO app_api;


--
-- Name: FUNCTION feed_posts(reader uuid, interests text[], before_at timestamp with time zone, before_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.feed_posts(reader uuid, interests text[], before_at timestamp with time zone, before_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.feed_posts(reader uuid, interests text[], before_at timestamp with time zone, before_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION feed_tags(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.feed_tags() FROM PUBLIC;
GRANT ALL ON FUNCTION app.feed_tags() TO app_api;


--
-- Name: FUNCTION files_of_post(of_post uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.files_of_post(of_post uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.files_of_post(of_post uuid) TO app_api;


--
-- Name: FUNCTION find_by_preference(wanted jsonb, after_id uuid, most integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.find_by_preference(wanted jsonb, after_id uuid, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_by_preference(wanted jsonb, after_id uuid, most integer) TO app_api;


--
-- Name: FUNCTION find_event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.find_event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_event_readers(numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[], readers uuid[], roles text[]) TO app_api;


--
-- Name: FUNCTION finish_webhook_delivery(of_delivery uuid, token integer, outcome text, retry_after interval, new_status integer, took integer, reason text, answer text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.finish_webhook_delivery(of_delivery uuid, token integer, outcome text, retry_after interval, new_status integer, took integer, reason text, answer text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.finish_webhook_delivery(of_delivery uuid, token integer, outcome text, retry_after interval, new_status integer, took integer, reason text, answer text) TO app_api;


--
-- Name: FUNCTION flag_content(flag_id uuid, of_post uuid, of_comment uuid, found_category text, found_note text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.flag_content(flag_id uuid, of_post uuid, of_comment uuid, found_category text, found_note text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.flag_content(flag_id uuid, of_post uuid, of_comment uuid, found_category text, found_note text) TO app_api;


--
-- Name: FUNCTION fold_rollups(wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.fold_rollups(wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fold_rollups(wanted integer) TO app_api;


--
-- Name: FUNCTION fold_trends(today date, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.fold_trends(today date, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.fold_trends(today date, wanted integer) TO app_api;


--
-- Name: FUNCTION follows_counted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.follows_counted() FROM PUBLIC;


--
-- Name: FUNCTION follows_guard(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.follows_guard() FROM PUBLIC;


--
-- Name: FUNCTION forget_unused_media(unused_for interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.forget_unused_media(unused_for interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.forget_unused_media(unused_for interval) TO app_api;


--
-- Name: FUNCTION forget_views(visits_after interval, reads_after interval, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.forget_views(visits_after interval, reads_after interval, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.forget_views(visits_after interval, reads_after interval, wanted integer) TO app_api;


--
-- Name: FUNCTION hidden_authors(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.hidden_authors() FROM PUBLIC;
GRANT ALL ON FUNCTION app.hidden_authors() TO app_api;
GRANT ALL ON FUNCTION app.hidden_authors() TO app_reader;


--
-- Name: FUNCTION hold_writes(patience interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.hold_writes(patience interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hold_writes(patience interval) TO ops_backup;


--
-- Name: FUNCTION index_bloat(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.index_bloat() FROM PUBLIC;
GRANT ALL ON FUNCTION app.index_bloat() TO ops_maintain;
GRANT ALL ON FUNCTION app.index_bloat() TO ops_watch;


--
-- Name: FUNCTION is_admin(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.is_admin() FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_admin() TO app_api;
GRANT ALL ON FUNCTION app.is_admin() TO app_reader;
GRANT ALL ON FUNCTION app.is_admin() TO app_readonly;


--
-- Name: FUNCTION is_enabled(feature text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.is_enabled(feature text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_enabled(feature text) TO app_api;


--
-- Name: FUNCTION is_staff(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.is_staff() FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_staff() TO app_api;
GRANT ALL ON FUNCTION app.is_staff() TO app_reader;
GRANT ALL ON FUNCTION app.is_staff() TO app_readonly;


--
-- Name: FUNCTION is_system(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.is_system() FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_system() TO app_api;
GRANT ALL ON FUNCTION app.is_system() TO app_reader;
GRANT ALL ON FUNCTION app.is_system() TO app_readonly;


--
-- Name: FUNCTION is_username_retired(name text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.is_username_retired(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_username_retired(name text) TO app_api;


--
-- Name: FUNCTION jobs_settle_mail(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.jobs_settle_mail() FROM PUBLIC;


--
-- Name: FUNCTION last_restored_event(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.last_restored_event() FROM PUBLIC;


--
-- Name: FUNCTION latest_event_position(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.latest_event_position() FROM PUBLIC;
GRANT ALL ON FUNCTION app.latest_event_position() TO app_api;


--
-- Name: FUNCTION like_is_repeated(who uuid, content uuid, since timestamp with time zone); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.like_is_repeated(who uuid, content uuid, since timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION list_events(of_log text, after_batch bigint, after_id bigint, wanted_types text[], wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.list_events(of_log text, after_batch bigint, after_id bigint, wanted_types text[], wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_events(of_log text, after_batch bigint, after_id bigint, wanted_types text[], wanted integer) TO app_api;


--
-- Name: FUNCTION list_notifications(unread_only boolean, after_at timestamp with time zone, after_id uuid, wanted integer, walked integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.list_notifications(unread_only boolean, after_at timestamp with time zone, after_id uuid, wanted integer, walked integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.list_notifications(unread_only boolean, after_at timestamp with time zone, after_id uuid, wanted integer, walked integer) TO app_api;


--
-- Name: FUNCTION lock_batch(people uuid[], named_tags text[], replaced_tags text[], files uuid[], changed_posts uuid[], commented_posts uuid[], changed_comments uuid[], changed_cases uuid[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.lock_batch(people uuid[], named_tags text[], replaced_tags text[], files uuid[], changed_posts uuid[], commented_posts uuid[], changed_comments uuid[], changed_cases uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lock_batch(people uuid[], named_tags text[], replaced_tags text[], files uuid[], changed_posts uuid[], commented_posts uuid[], changed_comments uuid[], changed_cases uuid[]) TO app_api;


--
-- Name: FUNCTION lock_webhook_order(of_webhooks uuid[], of_subjects uuid[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.lock_webhook_order(of_webhooks uuid[], of_subjects uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION log_shown_files(of_posts uuid[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.log_shown_files(of_posts uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION log_staff_act(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.log_staff_act() FROM PUBLIC;


--
-- Name: FUNCTION mail_outbox_enqueue(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.mail_outbox_enqueue() FROM PUBLIC;


--
-- Name: FUNCTION mail_outbox_never_due(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.mail_outbox_never_due() FROM PUBLIC;


--
-- Name: FUNCTION make_partitions(parent text, unit text, ahead integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.make_partitions(parent text, unit text, ahead integer) FROM PUBLIC;


--
-- Name: FUNCTION marked_words(language regconfig, source text, words tsquery); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.marked_words(language regconfig, source text, words tsquery) FROM PUBLIC;
GRANT ALL ON FUNCTION app.marked_words(language regconfig, source text, words tsquery) TO app_api;


--
-- Name: FUNCTION media_audited(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.media_audited() FROM PUBLIC;


--
-- Name: FUNCTION media_room(wanted_owner uuid, more_bytes bigint, most_bytes bigint, most_files integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.media_room(wanted_owner uuid, more_bytes bigint, most_bytes bigint, most_files integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.media_room(wanted_owner uuid, more_bytes bigint, most_bytes bigint, most_files integer) TO app_api;


--
-- Name: FUNCTION media_uses_contents(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.media_uses_contents() FROM PUBLIC;


--
-- Name: FUNCTION member_page(sort text, after_at timestamp with time zone, after_id uuid, after_name text, skipped integer, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.member_page(sort text, after_at timestamp with time zone, after_id uuid, after_name text, skipped integer, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.member_page(sort text, after_at timestamp with time zone, after_id uuid, after_name text, skipped integer, wanted integer) TO app_api;


--
-- Name: FUNCTION mentions(body text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.mentions(body text) FROM PUBLIC;


--
-- Name: FUNCTION mentions_added(body text, former text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.mentions_added(body text, former text) FROM PUBLIC;


--
-- Name: FUNCTION merge_members(document jsonb, patch jsonb); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.merge_members(document jsonb, patch jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.merge_members(document jsonb, patch jsonb) TO app_api;


--
-- Name: FUNCTION moderated_content_edited(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.moderated_content_edited() FROM PUBLIC;


--
-- Name: FUNCTION moderation_cases_apply(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.moderation_cases_apply() FROM PUBLIC;


--
-- Name: FUNCTION moderation_cases_logged(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.moderation_cases_logged() FROM PUBLIC;


--
-- Name: FUNCTION moderation_cases_notified(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.moderation_cases_notified() FROM PUBLIC;


--
-- Name: FUNCTION muted_posts_settled(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.muted_posts_settled() FROM PUBLIC;


--
-- Name: FUNCTION newest_matching_posts(term text, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.newest_matching_posts(term text, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.newest_matching_posts(term text, wanted integer) TO app_api;


--
-- Name: FUNCTION notification_shows(reader uuid, what text, actor uuid, post uuid, comment uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.notification_shows(reader uuid, what text, actor uuid, post uuid, comment uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.notification_shows(reader uuid, what text, actor uuid, post uuid, comment uuid) TO app_api;


--
-- Name: FUNCTION notifications_logged(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.notifications_logged() FROM PUBLIC;


--
-- Name: FUNCTION notify_of_comments(ids uuid[], former text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.notify_of_comments(ids uuid[], former text[]) FROM PUBLIC;


--
-- Name: FUNCTION notify_of_posts(ids uuid[], former text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.notify_of_posts(ids uuid[], former text[]) FROM PUBLIC;


--
-- Name: FUNCTION origin(OUT actor_id uuid, OUT actor_role text, OUT request_id text, OUT client_address inet); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.origin(OUT actor_id uuid, OUT actor_role text, OUT request_id text, OUT client_address inet) FROM PUBLIC;


--
-- Name: FUNCTION own_addresses(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.own_addresses() FROM PUBLIC;
GRANT ALL ON FUNCTION app.own_addresses() TO app_api;


--
-- Name: FUNCTION post_is_in_trash(of_post uuid); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.post_is_in_trash(of_post uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.post_is_in_trash(of_post uuid) TO app_api;


--
-- Name: FUNCTION post_is_public(status text, deleted_at timestamp with time zone); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.post_is_public(status text, deleted_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.post_is_public(status text, deleted_at timestamp with time zone) TO app_api;
GRANT ALL ON FUNCTION app.post_is_public(status text, deleted_at timestamp with time zone) TO app_reader;
GRANT ALL ON FUNCTION app.post_is_public(status text, deleted_at timestamp with time zone) TO app_readonly;


--
-- Name: FUNCTION post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean) TO app_api;
GRANT ALL ON FUNCTION app.post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean) TO app_reader;
GRANT ALL ON FUNCTION app.post_is_shown(status text, deleted_at timestamp with time zone, author_id uuid, me uuid, staff boolean) TO app_readonly;


--
-- Name: FUNCTION post_likes_counted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.post_likes_counted() FROM PUBLIC;


--
-- Name: FUNCTION post_media_logged(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.post_media_logged() FROM PUBLIC;


--
-- Name: FUNCTION post_passes(author_id uuid, tags text[], language text, published_at timestamp with time zone, metadata jsonb, hidden uuid[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.post_passes(author_id uuid, tags text[], language text, published_at timestamp with time zone, metadata jsonb, hidden uuid[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.post_passes(author_id uuid, tags text[], language text, published_at timestamp with time zone, metadata jsonb, hidden uuid[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb) TO app_reader;


--
-- Name: FUNCTION post_stats_rolled_up(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.post_stats_rolled_up() FROM PUBLIC;


--
-- Name: FUNCTION posts_by_meaning(model text, query real[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, left_out uuid, effort integer, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.posts_by_meaning(model text, query real[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, left_out uuid, effort integer, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.posts_by_meaning(model text, query real[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, left_out uuid, effort integer, wanted integer) TO app_api;


--
-- Name: FUNCTION posts_canonical_tags(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.posts_canonical_tags() FROM PUBLIC;


--
-- Name: FUNCTION posts_deleted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.posts_deleted() FROM PUBLIC;


--
-- Name: FUNCTION posts_inserted(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.posts_inserted() FROM PUBLIC;


--
-- Name: FUNCTION posts_leave_rollups(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.posts_leave_rollups() FROM PUBLIC;


--
-- Name: FUNCTION posts_updated(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.posts_updated() FROM PUBLIC;


--
-- Name: TABLE webhook_deliveries; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.webhook_deliveries TO app_api;


--
-- Name: FUNCTION promote_webhook_deliveries(of_webhooks uuid[], of_subjects uuid[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.promote_webhook_deliveries(of_webhooks uuid[], of_subjects uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION purge_events(kept interval, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_events(kept interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_events(kept interval, most integer) TO app_api;


--
-- Name: FUNCTION purge_idempotency_keys(most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_idempotency_keys(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_idempotency_keys(most integer) TO app_api;


--
-- Name: FUNCTION purge_jobs(succeeded_for interval, others_for interval, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_jobs(succeeded_for interval, others_for interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_jobs(succeeded_for interval, others_for interval, most integer) TO app_api;


--
-- Name: FUNCTION purge_notifications(kept interval, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_notifications(kept interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_notifications(kept interval, most integer) TO app_api;


--
-- Name: FUNCTION purge_sessions(most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_sessions(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_sessions(most integer) TO app_api;


--
-- Name: FUNCTION purge_trash(kept interval, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_trash(kept interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_trash(kept interval, most integer) TO app_api;


--
-- Name: FUNCTION purge_webhook_deliveries(kept interval, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.purge_webhook_deliveries(kept interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.purge_webhook_deliveries(kept interval, most integer) TO app_api;


--
-- Name: FUNCTION queue_digests(at timestamp with time zone, after_user uuid, wanted integer, OUT last_user uuid, OUT queued integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.queue_digests(at timestamp with time zone, after_user uuid, wanted integer, OUT last_user uuid, OUT queued integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.queue_digests(at timestamp with time zone, after_user uuid, wanted integer, OUT last_user uuid, OUT queued integer) TO app_api;


--
-- Name: FUNCTION queue_new_posts_for_embedding(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.queue_new_posts_for_embedding() FROM PUBLIC;


--
-- Name: FUNCTION queue_post_for_embedding(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.queue_post_for_embedding() FROM PUBLIC;


--
-- Name: FUNCTION read_events(of_log text, after_batch bigint, after_id bigint, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.read_events(of_log text, after_batch bigint, after_id bigint, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.read_events(of_log text, after_batch bigint, after_id bigint, wanted integer) TO app_api;


--
-- Name: FUNCTION read_hidden_notifications(at timestamp with time zone, after_user uuid, wanted integer, walked integer, OUT last_user uuid, OUT marked integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.read_hidden_notifications(at timestamp with time zone, after_user uuid, wanted integer, walked integer, OUT last_user uuid, OUT marked integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.read_hidden_notifications(at timestamp with time zone, after_user uuid, wanted integer, walked integer, OUT last_user uuid, OUT marked integer) TO app_api;


--
-- Name: FUNCTION read_notifications(up_to uuid, most integer, at timestamp with time zone); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.read_notifications(up_to uuid, most integer, at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION app.read_notifications(up_to uuid, most integer, at timestamp with time zone) TO app_api;


--
-- Name: FUNCTION record_views(posts uuid[], readers uuid[], signed_in boolean[], seen timestamp with time zone[], within interval); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.record_views(posts uuid[], readers uuid[], signed_in boolean[], seen timestamp with time zone[], within interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.record_views(posts uuid[], readers uuid[], signed_in boolean[], seen timestamp with time zone[], within interval) TO app_api;


--
-- Name: FUNCTION release_jobs(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.release_jobs() FROM PUBLIC;
GRANT ALL ON FUNCTION app.release_jobs() TO app_api;


--
-- Name: FUNCTION remove_deleted_webhooks(of_owner uuid, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.remove_deleted_webhooks(of_owner uuid, most integer) FROM PUBLIC;


--
-- Name: FUNCTION remove_member(document jsonb, path text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.remove_member(document jsonb, path text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.remove_member(document jsonb, path text[]) TO app_api;


--
-- Name: FUNCTION replace_tag(old_tag text, new_tag text, must_exist boolean); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.replace_tag(old_tag text, new_tag text, must_exist boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION app.replace_tag(old_tag text, new_tag text, must_exist boolean) TO app_api;


--
-- Name: FUNCTION replay_webhook(of_webhook uuid, INOUT after_batch bigint, INOUT after_id bigint, most integer, waiting_max integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.replay_webhook(of_webhook uuid, INOUT after_batch bigint, INOUT after_id bigint, most integer, waiting_max integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.replay_webhook(of_webhook uuid, INOUT after_batch bigint, INOUT after_id bigint, most integer, waiting_max integer) TO app_api;


--
-- Name: FUNCTION replay_webhook_delivery(of_webhook uuid, of_delivery uuid, waiting_max integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.replay_webhook_delivery(of_webhook uuid, of_delivery uuid, waiting_max integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.replay_webhook_delivery(of_webhook uuid, of_delivery uuid, waiting_max integer) TO app_api;


--
-- Name: FUNCTION require_actor(VARIADIC roles text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.require_actor(VARIADIC roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.require_actor(VARIADIC roles text[]) TO app_reader;


--
-- Name: FUNCTION require_current_rights(of_session uuid, of_version integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.require_current_rights(of_session uuid, of_version integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.require_current_rights(of_session uuid, of_version integer) TO app_api;


--
-- Name: FUNCTION require_event_position(of_log text, INOUT batch bigint, INOUT id bigint); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.require_event_position(of_log text, INOUT batch bigint, INOUT id bigint) FROM PUBLIC;


--
-- Name: FUNCTION review_of(of_post uuid, of_comment uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.review_of(of_post uuid, of_comment uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.review_of(of_post uuid, of_comment uuid) TO app_api;


--
-- Name: FUNCTION search_facets(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, wanted_facets text[], most integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_facets(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, wanted_facets text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_facets(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, wanted_facets text[], most integer) TO app_api;


--
-- Name: FUNCTION search_members(term text, after_rank real, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_members(term text, after_rank real, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_members(term text, after_rank real, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, half_life integer, after_place double precision, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, half_life integer, after_place double precision, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, half_life integer, after_place double precision, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION search_posts(term text, wanted_tag text, wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_posts(term text, wanted_tag text, wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_posts(term text, wanted_tag text, wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_posts_by_rank(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, after_rank real, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_language text, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_posts_by_time(term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamp with time zone, wanted_to timestamp with time zone, wanted_metadata jsonb, oldest_first boolean, after_time timestamp with time zone, after_id uuid, wanted integer) TO app_api;


--
-- Name: TABLE post_languages; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_languages TO app_reader;


--
-- Name: FUNCTION search_queries(term text, wanted_language text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.search_queries(term text, wanted_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_queries(term text, wanted_language text) TO app_reader;


--
-- Name: FUNCTION sequence_room(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.sequence_room() FROM PUBLIC;
GRANT ALL ON FUNCTION app.sequence_room() TO ops_watch;


--
-- Name: FUNCTION set_member(document jsonb, path text[], value jsonb); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.set_member(document jsonb, path text[], value jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION app.set_member(document jsonb, path text[], value jsonb) TO app_api;


--
-- Name: FUNCTION settle_embedding_model(wanted bigint, most integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.settle_embedding_model(wanted bigint, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.settle_embedding_model(wanted bigint, most integer) TO app_api;


--
-- Name: FUNCTION share_tags(tags text[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.share_tags(tags text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.share_tags(tags text[]) TO app_api;


--
-- Name: FUNCTION similar_authors(whose uuid, by_jaccard boolean, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.similar_authors(whose uuid, by_jaccard boolean, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.similar_authors(whose uuid, by_jaccard boolean, wanted integer) TO app_api;


--
-- Name: FUNCTION similar_posts(of_post uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.similar_posts(of_post uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.similar_posts(of_post uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION similar_words(words text[]); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.similar_words(words text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.similar_words(words text[]) TO app_api;


--
-- Name: FUNCTION span_start(day date, days integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.span_start(day date, days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.span_start(day date, days integer) TO app_api;


--
-- Name: FUNCTION spans_of(first_day date, last_day date); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.spans_of(first_day date, last_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION app.spans_of(first_day date, last_day date) TO app_api;


--
-- Name: FUNCTION start_action(action_id uuid); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.start_action(action_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.start_action(action_id uuid) TO ops_maintain;


--
-- Name: FUNCTION suggest_members(typed text, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.suggest_members(typed text, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.suggest_members(typed text, wanted integer) TO app_api;


--
-- Name: FUNCTION suggest_titles(typed text, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.suggest_titles(typed text, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.suggest_titles(typed text, wanted integer) TO app_api;


--
-- Name: FUNCTION table_bloat(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.table_bloat() FROM PUBLIC;
GRANT ALL ON FUNCTION app.table_bloat() TO ops_maintain;
GRANT ALL ON FUNCTION app.table_bloat() TO ops_watch;


--
-- Name: FUNCTION table_figures(target regclass, OUT row_count bigint, OUT checksum text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.table_figures(target regclass, OUT row_count bigint, OUT checksum text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.table_figures(target regclass, OUT row_count bigint, OUT checksum text) TO ops_backup;


--
-- Name: FUNCTION test_webhook(of_webhook uuid, new_id uuid, waiting_max integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.test_webhook(of_webhook uuid, new_id uuid, waiting_max integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.test_webhook(of_webhook uuid, new_id uuid, waiting_max integer) TO app_api;


--
-- Name: FUNCTION thread_comments(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.thread_comments(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.thread_comments(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION thread_page(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer); Type: ACL; Schema: app; Owner: app_reader
--

REVOKE ALL ON FUNCTION app.thread_page(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.thread_page(of_post uuid, of_parent uuid, sort text, after_path bytea, after_at timestamp with time zone, after_id uuid, wanted integer) TO app_api;


--
-- Name: FUNCTION trending_posts(first_day date, last_day date, half_life integer, wanted integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.trending_posts(first_day date, last_day date, half_life integer, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.trending_posts(first_day date, last_day date, half_life integer, wanted integer) TO app_api;


--
-- Name: FUNCTION typed_term(term text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.typed_term(term text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.typed_term(term text) TO app_reader;


--
-- Name: FUNCTION user_profiles_audited(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.user_profiles_audited() FROM PUBLIC;


--
-- Name: FUNCTION users_audited(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.users_audited() FROM PUBLIC;


--
-- Name: FUNCTION users_create_profiles(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.users_create_profiles() FROM PUBLIC;


--
-- Name: FUNCTION users_end_follows(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.users_end_follows() FROM PUBLIC;


--
-- Name: FUNCTION users_end_sessions(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.users_end_sessions() FROM PUBLIC;


--
-- Name: FUNCTION users_end_webhooks(); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.users_end_webhooks() FROM PUBLIC;


--
-- Name: FUNCTION vocabulary_like(wanted text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.vocabulary_like(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.vocabulary_like(wanted text) TO app_reader;


--
-- Name: FUNCTION wait_for_replay(up_to pg_lsn, milliseconds integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.wait_for_replay(up_to pg_lsn, milliseconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.wait_for_replay(up_to pg_lsn, milliseconds integer) TO app_api;


--
-- Name: TABLE muted_posts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.muted_posts TO app_api;


--
-- Name: COLUMN muted_posts.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.muted_posts TO app_api;


--
-- Name: COLUMN muted_posts.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.muted_posts TO app_api;


--
-- Name: COLUMN muted_posts.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.muted_posts TO app_api;


--
-- Name: TABLE user_preferences; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.user_preferences TO app_api;


--
-- Name: COLUMN user_preferences.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.user_preferences TO app_api;
GRANT SELECT(user_id) ON TABLE app.user_preferences TO app_reader;


--
-- Name: COLUMN user_preferences.document; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(document),UPDATE(document) ON TABLE app.user_preferences TO app_api;
GRANT SELECT(document) ON TABLE app.user_preferences TO app_reader;


--
-- Name: TABLE users; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.users TO app_api;
GRANT SELECT(id) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.email; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(email),UPDATE(email) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.email_verified_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(email_verified_at) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.username; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(username),UPDATE(username) ON TABLE app.users TO app_api;
GRANT SELECT(username) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.username_key; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(username_key) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.full_name; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(full_name),UPDATE(full_name) ON TABLE app.users TO app_api;
GRANT SELECT(full_name) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.role; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(role),UPDATE(role) ON TABLE app.users TO app_api;
GRANT SELECT(role) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.is_active; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(is_active) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.password_hash; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(password_hash),UPDATE(password_hash) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.security_version; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(security_version) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.last_login_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(last_login_at) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.search_vector; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(search_vector) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.version; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(version) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(created_at) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.updated_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(updated_at) ON TABLE app.users TO app_reader;


--
-- Name: COLUMN users.deleted_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(deleted_at) ON TABLE app.users TO app_reader;
GRANT UPDATE(deleted_at) ON TABLE app.users TO app_api;


--
-- Name: COLUMN users.pending_email; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(pending_email) ON TABLE app.users TO app_api;


--
-- Name: FUNCTION wants_notification(recipient uuid, actor uuid, post uuid, kind text); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.wants_notification(recipient uuid, actor uuid, post uuid, kind text) FROM PUBLIC;


--
-- Name: FUNCTION webhook_is_crowded(of_webhook uuid, waiting_max integer); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.webhook_is_crowded(of_webhook uuid, waiting_max integer) FROM PUBLIC;


--
-- Name: FUNCTION webhook_room(of_owner uuid, most integer); Type: ACL; Schema: app; Owner: app_owner
--

GRANT ALL ON FUNCTION app.webhook_room(of_owner uuid, most integer) TO app_api;


--
-- Name: FUNCTION withdraw_likes(fans uuid[], since timestamp with time zone[], authors uuid[], contents uuid[]); Type: ACL; Schema: app; Owner: app_owner
--

REVOKE ALL ON FUNCTION app.withdraw_likes(fans uuid[], since timestamp with time zone[], authors uuid[], contents uuid[]) FROM PUBLIC;


--
-- Name: COLUMN audit.occurred_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(occurred_at) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(id) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.table_name; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(table_name) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.row_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(row_id) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(owner_id) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.version; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(version) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.operation; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(operation) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.changed; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(changed) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.before; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(before) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.after; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(after) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.actor_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(actor_id) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.actor_role; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(actor_role) ON TABLE app.audit TO app_api;


--
-- Name: COLUMN audit.request_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(request_id) ON TABLE app.audit TO app_api;


--
-- Name: TABLE backup_reports; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.activity; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(activity) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.backup; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(backup) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.backup_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(backup_at) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.started_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(started_at) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.finished_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(finished_at) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.bytes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(bytes) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.steps; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(steps) ON TABLE app.backup_reports TO app_api;


--
-- Name: COLUMN backup_reports.problem; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(problem) ON TABLE app.backup_reports TO app_api;


--
-- Name: TABLE bookmarks; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.bookmarks TO app_api;


--
-- Name: COLUMN bookmarks.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.bookmarks TO app_api;


--
-- Name: COLUMN bookmarks.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.bookmarks TO app_api;


--
-- Name: COLUMN bookmarks.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.bookmarks TO app_api;


--
-- Name: TABLE comment_likes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.comment_likes TO app_api;


--
-- Name: COLUMN comment_likes.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.comment_likes TO app_api;


--
-- Name: COLUMN comment_likes.comment_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(comment_id) ON TABLE app.comment_likes TO app_api;


--
-- Name: COLUMN comment_likes.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.comment_likes TO app_api;


--
-- Name: TABLE comment_stats; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.comment_stats TO app_api;
GRANT SELECT ON TABLE app.comment_stats TO app_reader;
GRANT SELECT ON TABLE app.comment_stats TO app_readonly;


--
-- Name: TABLE comments; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.comments TO app_api;
GRANT SELECT ON TABLE app.comments TO app_readonly;


--
-- Name: COLUMN comments.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.comments TO app_api;
GRANT SELECT(id) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.comments TO app_api;
GRANT SELECT(post_id) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.author_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(author_id) ON TABLE app.comments TO app_api;
GRANT SELECT(author_id) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.parent_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(parent_id) ON TABLE app.comments TO app_api;
GRANT SELECT(parent_id) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.depth; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(depth) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.body; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(body),UPDATE(body) ON TABLE app.comments TO app_api;
GRANT SELECT(body) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.is_approved; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(is_approved) ON TABLE app.comments TO app_reader;
GRANT UPDATE(is_approved) ON TABLE app.comments TO app_api;


--
-- Name: COLUMN comments.version; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(version) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.comments TO app_api;
GRANT SELECT(created_at) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.deleted_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(deleted_at) ON TABLE app.comments TO app_reader;
GRANT UPDATE(deleted_at) ON TABLE app.comments TO app_api;


--
-- Name: COLUMN comments.path; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(path) ON TABLE app.comments TO app_reader;


--
-- Name: COLUMN comments.edited_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(edited_at) ON TABLE app.comments TO app_reader;
GRANT UPDATE(edited_at) ON TABLE app.comments TO app_api;


--
-- Name: COLUMN comments.deleted_by; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(deleted_by) ON TABLE app.comments TO app_api;


--
-- Name: TABLE day_posts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.day_posts TO app_api;


--
-- Name: TABLE day_posts_changes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.day_posts_changes TO app_api;


--
-- Name: TABLE day_tags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.day_tags TO app_api;


--
-- Name: TABLE day_tags_changes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.day_tags_changes TO app_api;


--
-- Name: TABLE embedding_models; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.embedding_models TO app_reader;
GRANT SELECT,DELETE ON TABLE app.embedding_models TO app_api;


--
-- Name: COLUMN embedding_models.name; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(name) ON TABLE app.embedding_models TO app_api;


--
-- Name: COLUMN embedding_models.is_current; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(is_current),UPDATE(is_current) ON TABLE app.embedding_models TO app_api;


--
-- Name: COLUMN embedding_models.queued_through; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(queued_through) ON TABLE app.embedding_models TO app_api;


--
-- Name: COLUMN embedding_models.queued_all_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(queued_all_at) ON TABLE app.embedding_models TO app_api;


--
-- Name: COLUMN embedding_models.queued_behind; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(queued_behind) ON TABLE app.embedding_models TO app_api;


--
-- Name: COLUMN embedding_models.added_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(added_at) ON TABLE app.embedding_models TO app_api;


--
-- Name: TABLE embedding_queue; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.embedding_queue TO app_api;


--
-- Name: COLUMN embedding_queue.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.embedding_queue TO app_api;


--
-- Name: COLUMN embedding_queue.model_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(model_id) ON TABLE app.embedding_queue TO app_api;


--
-- Name: COLUMN embedding_queue.due_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(due_at) ON TABLE app.embedding_queue TO app_api;


--
-- Name: COLUMN embedding_queue.attempts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(attempts) ON TABLE app.embedding_queue TO app_api;


--
-- Name: COLUMN embedding_queue.error; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(error) ON TABLE app.embedding_queue TO app_api;


--
-- Name: TABLE erasures; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.erasures TO app_api;


--
-- Name: TABLE features; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.features TO app_api;


--
-- Name: COLUMN features.enabled; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(enabled) ON TABLE app.features TO app_api;


--
-- Name: TABLE flags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.flags TO app_api;


--
-- Name: TABLE follow_counts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.follow_counts TO app_api;
GRANT SELECT ON TABLE app.follow_counts TO app_readonly;


--
-- Name: TABLE follows; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.follows TO app_readonly;
GRANT SELECT,DELETE ON TABLE app.follows TO app_api;


--
-- Name: COLUMN follows.follower_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(follower_id) ON TABLE app.follows TO app_api;


--
-- Name: COLUMN follows.followee_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(followee_id) ON TABLE app.follows TO app_api;


--
-- Name: COLUMN follows.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.follows TO app_api;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(owner_id) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.key_hash; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(key_hash) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.fingerprint; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(fingerprint),UPDATE(fingerprint) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.status; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(status),UPDATE(status) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.headers; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(headers),UPDATE(headers) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.body; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(body),UPDATE(body) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: COLUMN idempotency_keys.expires_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(expires_at),UPDATE(expires_at) ON TABLE app.idempotency_keys TO app_api;


--
-- Name: TABLE job_kinds; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.kind; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(kind) ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.paused; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(paused),UPDATE(paused) ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.concurrency_max; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(concurrency_max),UPDATE(concurrency_max) ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.schedule; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(schedule),UPDATE(schedule) ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.next_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(next_at),UPDATE(next_at) ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.scheduled_by; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(scheduled_by),UPDATE(scheduled_by) ON TABLE app.job_kinds TO app_api;


--
-- Name: COLUMN job_kinds.version; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(version) ON TABLE app.job_kinds TO app_api;


--
-- Name: TABLE jobs; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.kind; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(kind) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.payload; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(payload) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.payload_version; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(payload_version) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.priority; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(priority) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.unique_key; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(unique_key) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.state; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(state) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.due_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(due_at),UPDATE(due_at) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.attempt; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(attempt) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.attempts_max; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(attempts_max) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.worker; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(worker) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.lease_until; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(lease_until) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.progress; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(progress) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.cancel_requested_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(cancel_requested_at) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.error_code; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(error_code) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.error_message; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(error_message) ON TABLE app.jobs TO app_api;


--
-- Name: COLUMN jobs.finished_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(finished_at) ON TABLE app.jobs TO app_api;


--
-- Name: TABLE mail_outbox; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.kind; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(kind) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.recipient; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(recipient) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.state; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(state) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.attempts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(attempts) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.next_attempt_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(next_attempt_at),UPDATE(next_attempt_at) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.last_error; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(last_error) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.finished_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(finished_at) ON TABLE app.mail_outbox TO app_api;


--
-- Name: COLUMN mail_outbox.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.mail_outbox TO app_api;


--
-- Name: TABLE maintenance_runs; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.maintenance_runs TO app_api;


--
-- Name: COLUMN maintenance_runs.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.maintenance_runs TO app_api;


--
-- Name: COLUMN maintenance_runs.state; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(state) ON TABLE app.maintenance_runs TO app_api;


--
-- Name: COLUMN maintenance_runs.stopped_by; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(stopped_by) ON TABLE app.maintenance_runs TO app_api;


--
-- Name: COLUMN maintenance_runs.phase; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(phase) ON TABLE app.maintenance_runs TO app_api;


--
-- Name: COLUMN maintenance_runs.finished_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(finished_at) ON TABLE app.maintenance_runs TO app_api;


--
-- Name: TABLE maintenance_steps; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.run_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(run_id) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.place; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(place) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.action; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(action) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.target; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(target) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.reason; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(reason) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.state; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(state) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.bytes_before; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(bytes_before) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.bytes_after; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(bytes_after) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.factor_before; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(factor_before) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.factor_after; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(factor_after) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.rows_before; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(rows_before) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.rows_after; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(rows_after) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.started_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(started_at) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.finished_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(finished_at) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.error_code; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(error_code) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: COLUMN maintenance_steps.detail; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(detail) ON TABLE app.maintenance_steps TO app_api;


--
-- Name: TABLE media; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.media TO app_readonly;
GRANT SELECT,DELETE ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(owner_id) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.checksum; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(checksum) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.size_bytes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(size_bytes) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.kind; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(kind) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.mime_type; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(mime_type) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.width; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(width) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.height; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(height) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.details; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(details) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.alternative_text; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(alternative_text),UPDATE(alternative_text) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.file_name; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(file_name) ON TABLE app.media TO app_api;


--
-- Name: COLUMN media.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.media TO app_api;


--
-- Name: TABLE members; Type: ACL; Schema: app; Owner: app_reader
--

GRANT SELECT ON TABLE app.members TO app_api;
GRANT SELECT ON TABLE app.members TO app_readonly;


--
-- Name: TABLE moderation_cases; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.status; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(status) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.category; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(category) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.flag_count; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(flag_count) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.hidden_by; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(hidden_by) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.assignee_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(assignee_id) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.reason; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(reason) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.decided_by; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(decided_by) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.decided_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(decided_at) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.appeal; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(appeal) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.appealed_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(appealed_at) ON TABLE app.moderation_cases TO app_api;


--
-- Name: COLUMN moderation_cases.opened_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(opened_at) ON TABLE app.moderation_cases TO app_api;


--
-- Name: TABLE moderation_log; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.moderation_log TO app_api;
GRANT SELECT ON TABLE app.moderation_log TO app_readonly;


--
-- Name: COLUMN moderation_reasons.log_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(log_id) ON TABLE app.moderation_reasons TO app_api;


--
-- Name: COLUMN moderation_reasons.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(owner_id) ON TABLE app.moderation_reasons TO app_api;


--
-- Name: COLUMN moderation_reasons.reason; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(reason) ON TABLE app.moderation_reasons TO app_api;


--
-- Name: TABLE moderation_settings; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.moderation_settings TO app_api;


--
-- Name: COLUMN moderation_settings.hide_after_flags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(hide_after_flags) ON TABLE app.moderation_settings TO app_api;


--
-- Name: TABLE monitoring_samples; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.monitoring_samples TO app_api;


--
-- Name: COLUMN monitoring_samples.sampled_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(sampled_at) ON TABLE app.monitoring_samples TO app_api;


--
-- Name: COLUMN monitoring_samples.numbers; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(numbers) ON TABLE app.monitoring_samples TO app_api;


--
-- Name: TABLE notifications; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.notifications TO app_api;


--
-- Name: COLUMN notifications.read_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(read_at) ON TABLE app.notifications TO app_api;


--
-- Name: TABLE one_time_tokens; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.token_hash; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(token_hash) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.purpose; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(purpose) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.email; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(email) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.issued_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(issued_at) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.expires_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(expires_at),UPDATE(expires_at) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: COLUMN one_time_tokens.used_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(used_at) ON TABLE app.one_time_tokens TO app_api;


--
-- Name: TABLE operator_actions; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.operator_actions TO app_api;


--
-- Name: TABLE post_days; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_days TO app_api;
GRANT SELECT ON TABLE app.post_days TO app_readonly;


--
-- Name: TABLE post_embeddings; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_embeddings TO app_reader;
GRANT SELECT,DELETE ON TABLE app.post_embeddings TO app_api;


--
-- Name: COLUMN post_embeddings.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.post_embeddings TO app_api;


--
-- Name: COLUMN post_embeddings.model_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(model_id) ON TABLE app.post_embeddings TO app_api;


--
-- Name: COLUMN post_embeddings.chunk; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(chunk) ON TABLE app.post_embeddings TO app_api;


--
-- Name: COLUMN post_embeddings.embedding; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(embedding),UPDATE(embedding) ON TABLE app.post_embeddings TO app_api;


--
-- Name: TABLE post_likes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_likes TO app_readonly;
GRANT SELECT,DELETE ON TABLE app.post_likes TO app_api;


--
-- Name: COLUMN post_likes.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.post_likes TO app_api;


--
-- Name: COLUMN post_likes.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.post_likes TO app_api;


--
-- Name: COLUMN post_likes.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.post_likes TO app_api;


--
-- Name: TABLE post_media; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_media TO app_readonly;
GRANT SELECT,DELETE ON TABLE app.post_media TO app_api;


--
-- Name: COLUMN post_media.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id) ON TABLE app.post_media TO app_api;


--
-- Name: COLUMN post_media."position"; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT("position") ON TABLE app.post_media TO app_api;


--
-- Name: COLUMN post_media.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(owner_id) ON TABLE app.post_media TO app_api;


--
-- Name: COLUMN post_media.media_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(media_id) ON TABLE app.post_media TO app_api;


--
-- Name: TABLE post_reads; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_reads TO app_api;


--
-- Name: TABLE post_stats; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_stats TO app_api;
GRANT SELECT ON TABLE app.post_stats TO app_readonly;


--
-- Name: TABLE post_tags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_tags TO app_api;
GRANT SELECT ON TABLE app.post_tags TO app_readonly;


--
-- Name: TABLE post_trends; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.post_trends TO app_api;
GRANT SELECT ON TABLE app.post_trends TO app_readonly;


--
-- Name: TABLE posts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.posts TO app_api;
GRANT SELECT ON TABLE app.posts TO app_readonly;


--
-- Name: COLUMN posts.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.posts TO app_api;
GRANT SELECT(id) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.author_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(author_id) ON TABLE app.posts TO app_api;
GRANT SELECT(author_id) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.title; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(title),UPDATE(title) ON TABLE app.posts TO app_api;


--
-- Name: COLUMN posts.body; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(body),UPDATE(body) ON TABLE app.posts TO app_api;


--
-- Name: COLUMN posts.language; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(language),UPDATE(language) ON TABLE app.posts TO app_api;
GRANT SELECT(language) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.status; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(status),UPDATE(status) ON TABLE app.posts TO app_api;
GRANT SELECT(status) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.published_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(published_at),UPDATE(published_at) ON TABLE app.posts TO app_api;
GRANT SELECT(published_at) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.tags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(tags),UPDATE(tags) ON TABLE app.posts TO app_api;
GRANT SELECT(tags) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.metadata; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE app.posts TO app_api;
GRANT SELECT(metadata) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.search_vector; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(search_vector) ON TABLE app.posts TO app_reader;


--
-- Name: COLUMN posts.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.posts TO app_api;


--
-- Name: COLUMN posts.deleted_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT(deleted_at) ON TABLE app.posts TO app_reader;
GRANT UPDATE(deleted_at) ON TABLE app.posts TO app_api;


--
-- Name: COLUMN posts.deleted_by; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(deleted_by) ON TABLE app.posts TO app_api;


--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.refresh_tokens TO app_api;


--
-- Name: COLUMN refresh_tokens.token_hash; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(token_hash) ON TABLE app.refresh_tokens TO app_api;


--
-- Name: COLUMN refresh_tokens.session_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(session_id) ON TABLE app.refresh_tokens TO app_api;


--
-- Name: COLUMN refresh_tokens.issued_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(issued_at) ON TABLE app.refresh_tokens TO app_api;


--
-- Name: COLUMN refresh_tokens.expires_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(expires_at) ON TABLE app.refresh_tokens TO app_api;


--
-- Name: COLUMN refresh_tokens.used_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(used_at) ON TABLE app.refresh_tokens TO app_api;


--
-- Name: TABLE registrations; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.email; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(email) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.username; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(username) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.full_name; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(full_name) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.password_hash; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(password_hash) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.token_hash; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(token_hash) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.requested_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(requested_at) ON TABLE app.registrations TO app_api;


--
-- Name: COLUMN registrations.expires_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(expires_at) ON TABLE app.registrations TO app_api;


--
-- Name: TABLE security_events; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(at) ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.kind; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(kind) ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.session_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(session_id) ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.ip; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(ip) ON TABLE app.security_events TO app_api;


--
-- Name: COLUMN security_events.user_agent; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_agent) ON TABLE app.security_events TO app_api;


--
-- Name: TABLE span_posts; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.span_posts TO app_api;


--
-- Name: TABLE span_tags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.span_tags TO app_api;


--
-- Name: TABLE statement_plans; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.statement_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(statement_id) ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.taken_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(taken_at) ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.analyzed; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(analyzed) ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.shape; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(shape) ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.cost; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(cost) ON TABLE app.statement_plans TO app_api;


--
-- Name: COLUMN statement_plans.milliseconds; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(milliseconds) ON TABLE app.statement_plans TO app_api;


--
-- Name: TABLE strikes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.strikes TO app_api;


--
-- Name: TABLE tag_aliases; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.tag_aliases TO app_api;
GRANT SELECT ON TABLE app.tag_aliases TO app_readonly;


--
-- Name: TABLE tags; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.tags TO app_api;
GRANT SELECT ON TABLE app.tags TO app_readonly;


--
-- Name: TABLE tasks; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT,DELETE ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(owner_id) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.assignee_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(assignee_id),UPDATE(assignee_id) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.title; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(title),UPDATE(title) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.priority; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(priority),UPDATE(priority) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.is_done; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(is_done) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.done_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(done_at) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.due_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(due_at),UPDATE(due_at) ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks."position"; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT("position"),UPDATE("position") ON TABLE app.tasks TO app_api;


--
-- Name: COLUMN tasks.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.tasks TO app_api;


--
-- Name: TABLE trend_changes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.trend_changes TO app_api;
GRANT SELECT ON TABLE app.trend_changes TO app_readonly;


--
-- Name: TABLE user_profiles; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.user_profiles TO app_api;
GRANT SELECT ON TABLE app.user_profiles TO app_readonly;


--
-- Name: COLUMN user_profiles.bio; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(bio) ON TABLE app.user_profiles TO app_api;


--
-- Name: COLUMN user_profiles.avatar_url; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(avatar_url) ON TABLE app.user_profiles TO app_api;


--
-- Name: COLUMN user_profiles.social_links; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(social_links) ON TABLE app.user_profiles TO app_api;


--
-- Name: COLUMN user_profiles.avatar_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(avatar_id) ON TABLE app.user_profiles TO app_api;


--
-- Name: TABLE user_sessions; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.user_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_id) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.last_used_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(last_used_at),UPDATE(last_used_at) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.expires_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(expires_at) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.revoked_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(revoked_at) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.revoked_reason; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(revoked_reason) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.user_agent; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(user_agent),UPDATE(user_agent) ON TABLE app.user_sessions TO app_api;


--
-- Name: COLUMN user_sessions.ip; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(ip),UPDATE(ip) ON TABLE app.user_sessions TO app_api;


--
-- Name: TABLE vocabulary; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.vocabulary TO app_reader;


--
-- Name: TABLE vocabulary_passes; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.vocabulary_passes TO app_reader;


--
-- Name: TABLE webhooks; Type: ACL; Schema: app; Owner: app_owner
--

GRANT SELECT ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(id) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.owner_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(owner_id) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.url; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(url),UPDATE(url) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.event_types; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(event_types),UPDATE(event_types) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.author_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(author_id),UPDATE(author_id) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.post_id; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(post_id),UPDATE(post_id) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.description; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.is_active; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.ended; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(ended) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.failing_since; Type: ACL; Schema: app; Owner: app_owner
--

GRANT UPDATE(failing_since) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.active_since; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(active_since),UPDATE(active_since) ON TABLE app.webhooks TO app_api;


--
-- Name: COLUMN webhooks.created_at; Type: ACL; Schema: app; Owner: app_owner
--

GRANT INSERT(created_at) ON TABLE app.webhooks TO app_api;


--
-- PostgreSQL database dump complete
--
