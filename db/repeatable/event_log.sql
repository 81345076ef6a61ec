-- The event log: batches of whole transactions, their events in order, and who sees an event (build/decisions/0056-event-log.md).
-- Triggers write an event with the change, in the transaction that holds the lock of the changed row:
--   INSERT INTO app.event_log (type, audience, subject_id, post_id, comment_id, owner_id, user_id, version)
-- Lock order: the advisory lock of a batch comes after everything else, since a transaction that has written closes none.

-- The transactions that "now" sees and "before" did not, as ranges [low, high): those that ran then and have ended, and those that began
-- since, except what still runs. The ranges leave out what runs, so that a search for events does not pass the millions of an import.
-- Not in plain SQL: put in place of the call, its estimate of 23 rows makes a generic plan walk the primary key instead of the index of
-- transactions.
CREATE OR REPLACE FUNCTION app.event_transactions(before pg_snapshot, now pg_snapshot) RETURNS TABLE (low xid8, high xid8)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 1
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

-- Names the log in positions: a copy of the database, restored elsewhere, has another name.
CREATE OR REPLACE FUNCTION app.event_log_name() RETURNS text
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    RETURN (SELECT left(md5(c.system_identifier::text || ' ' || d.oid::text), 8)
            FROM pg_control_system() AS c
            CROSS JOIN pg_database AS d
            WHERE d.datname = current_database());

-- The ids up to here are events of another server, whose dump was restored here: their transaction ids say nothing. While there are such
-- events, the oldest batch, which has none, says so; app.purge_events deletes the events before it deletes that batch.
CREATE OR REPLACE FUNCTION app.last_restored_event() RETURNS bigint
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT CASE WHEN b.event_count = 0 THEN b.last_id ELSE 0 END FROM app.event_batches AS b ORDER BY b.id LIMIT 1);
END
$$;

-- Puts what was committed since the last batch into a new one, and returns the id of the newest. Nothing new makes no batch. Call it in a
-- transaction of its own before reading: the lock makes those who close a batch take turns until they commit, so that each sees the batch
-- of the one before. Who does not get its turn soon returns the newest batch that is committed: what is new will be in the next one.
-- A transaction that has written closes none, because its own snapshot says nothing of itself; under REPEATABLE READ the primary key
-- refuses a batch that misses the one before.
CREATE OR REPLACE FUNCTION app.close_event_batch() RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '200ms'
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

-- Up to "wanted" events of closed batches after a position, in the order of the log. A small batch is found by its transactions and sorted.
-- A large one is read by the primary key, so that a page of a million events sorts nothing. STABLE, so that it sees what the statement sees
-- that asks who may read the events: the post of a batch that was closed meanwhile would not be there, and its event left out for good.
CREATE OR REPLACE FUNCTION app.events_after(after_batch bigint, after_id bigint, wanted integer)
    RETURNS TABLE (
        batch bigint, id bigint, event_id uuid, type text, audience text, occurred_at timestamptz, subject_id uuid, post_id uuid,
        comment_id uuid, owner_id uuid, user_id uuid, version integer)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 100
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

-- The position of the newest event, where those begin who have just loaded everything.
CREATE OR REPLACE FUNCTION app.latest_event_position() RETURNS TABLE (log_name text, batch bigint, id bigint)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 1
AS $$
BEGIN
    PERFORM app.close_event_batch();
    RETURN QUERY SELECT app.event_log_name(), b.id, b.last_id FROM app.event_batches AS b ORDER BY b.id DESC LIMIT 1;
END
$$;

-- Refuses a position of another log, or from before what is kept. Null is the oldest that is kept.
CREATE OR REPLACE FUNCTION app.require_event_position(of_log text, INOUT batch bigint, INOUT id bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

-- Whether one reader sees an event: the one home of the rule. What is shown may be read right now; what is gone is reported to all who
-- may have read it, without words. "blocked" is whether a block stands between the reader and one of the authors.
CREATE OR REPLACE FUNCTION app.event_is_shown(
    audience text, is_owner boolean, is_author boolean, staff boolean, admin boolean,
    post_shown boolean, comment_public boolean, members_open boolean, blocked boolean, post_blocked boolean)
    RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN CASE audience
        WHEN 'public' THEN true
        WHEN 'members' THEN members_open
        WHEN 'post' THEN post_shown AND NOT post_blocked AND NOT blocked
        WHEN 'post_gone' THEN NOT blocked
        WHEN 'comment' THEN (is_author OR ((comment_public OR staff) AND post_shown AND NOT post_blocked)) AND NOT blocked
        WHEN 'comment_gone' THEN (is_owner OR (post_shown AND NOT post_blocked)) AND NOT blocked
        WHEN 'person' THEN is_owner
        WHEN 'staff' THEN is_owner OR staff
        WHEN 'admins' THEN is_owner OR admin
        ELSE false
    END;

-- Whether readers learn whose an event is. The author of what is gone is not named, as on its tombstone.
CREATE OR REPLACE FUNCTION app.event_names_owner(audience text) RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN audience NOT LIKE '%\_gone';

-- Who of the readers sees which event, all at once: a row with a null reader for everyone without a row of their own. Rows of their own
-- have owners, authors, staff, and those whom a block keeps from an author.
CREATE OR REPLACE FUNCTION app.event_readers(
    numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[],
    readers uuid[], roles text[])
    RETURNS TABLE (number bigint, reader uuid, is_shown boolean)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 100
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

-- A page of what the actor sees, after a position (null: the oldest that is kept), from the batches that are closed. It looks at 5,000
-- events at most, so a page may have fewer than wanted, or none. The last row is no event: its batch and id are the position that the page
-- reaches, and its has_more says whether there may be more. It closes no batch, so as not to hold the lock over its work.
CREATE OR REPLACE FUNCTION app.list_events(of_log text, after_batch bigint, after_id bigint, wanted_types text[], wanted integer)
    RETURNS TABLE (
        log_name text, batch bigint, id bigint, event_id uuid, type text, audience text, occurred_at timestamptz, subject_id uuid,
        post_id uuid, comment_id uuid, owner_id uuid, user_id uuid, version integer, has_more boolean)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 100
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

-- The same for Agora itself, which delivers to many readers: every event with its audience, for app.find_event_readers. Without a position
-- it begins at the oldest that is kept. The last row is no event, but the position that was reached.
CREATE OR REPLACE FUNCTION app.read_events(of_log text, after_batch bigint, after_id bigint, wanted integer)
    RETURNS TABLE (
        log_name text, batch bigint, id bigint, event_id uuid, type text, audience text, occurred_at timestamptz, subject_id uuid,
        post_id uuid, comment_id uuid, owner_id uuid, user_id uuid, version integer, has_more boolean)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 100
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

CREATE OR REPLACE FUNCTION app.find_event_readers(
    numbers bigint[], audiences text[], post_ids uuid[], comment_ids uuid[], owner_ids uuid[], user_ids uuid[],
    readers uuid[], roles text[])
    RETURNS TABLE (number bigint, reader uuid, is_shown boolean)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 100
AS $$
BEGIN
    PERFORM app.require_actor('system');
    RETURN QUERY
        SELECT r.number, r.reader, r.is_shown
        FROM app.event_readers(numbers, audiences, post_ids, comment_ids, owner_ids, user_ids, readers, roles) AS r;
END
$$;

-- Makes the partitions of the coming days, and deletes batches that were kept for their time and, a day later, the partitions that hold
-- their events: a transaction may have lasted that long. No partition goes that has events of a batch that stays. Returns how many it made
-- or deleted. Call app.close_event_batch before, in a transaction of its own: that bounds the age of the events in a batch, also without
-- readers.
CREATE OR REPLACE FUNCTION app.purge_events(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

REVOKE EXECUTE ON FUNCTION
    app.event_transactions(pg_snapshot, pg_snapshot),
    app.event_log_name(),
    app.last_restored_event(),
    app.close_event_batch(),
    app.events_after(bigint, bigint, integer),
    app.latest_event_position(),
    app.require_event_position(text, bigint, bigint),
    app.event_is_shown(text, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean),
    app.event_names_owner(text),
    app.event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]),
    app.list_events(text, bigint, bigint, text[], integer),
    app.read_events(text, bigint, bigint, integer),
    app.find_event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]),
    app.purge_events(interval, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.close_event_batch(),
    app.latest_event_position(),
    app.list_events(text, bigint, bigint, text[], integer),
    app.read_events(text, bigint, bigint, integer),
    app.find_event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]),
    app.purge_events(interval, integer)
    TO app_api;
