-- Webhooks: the fan-out of events, the claim of deliveries, their outcomes, and replays (build/decisions/0061-webhooks.md).
-- Lock order: app.webhook_cursor, then the advisory lock of the replays of a webhook, then deliveries, then webhooks, then secrets. The
-- fan-out takes the cursor for itself, replays share it. What makes deliveries wait locks those before them that are due, and only then
-- makes the others due: it would otherwise put an event behind one that ends at the same moment, and nothing would make it due. Claims
-- take turns by an advisory lock and pass over locked deliveries, as do purges. Deleting a webhook locks no delivery: it hides the webhook,
-- and app.remove_deleted_webhooks deletes the deliveries, and the webhook once it has none.
-- Leases and due times are those of the database; clocks of hosts do not matter.

CREATE OR REPLACE FUNCTION app.webhook_room(of_owner uuid, most integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('app.webhooks ' || of_owner, 0));
    RETURN (SELECT count(*) < most FROM app.webhooks AS w WHERE w.owner_id = of_owner);
END
$$;

-- The former secret signs for "former" more. False when the webhook is not the actor's.
CREATE OR REPLACE FUNCTION app.add_webhook_secret(of_webhook uuid, new_sealed bytea, at timestamptz, former interval) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Hides a webhook of the actor and deletes its secrets; nothing is sent from then on but what is being attempted. False when the actor has
-- no such webhook, or it has another version than "of_version" (null for any).
CREATE OR REPLACE FUNCTION app.delete_webhook(of_webhook uuid, of_version integer) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- The same for all webhooks of an account.
CREATE OR REPLACE FUNCTION app.end_webhooks(of_owner uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

-- Deletes up to "most" deliveries of webhooks that are hidden, and such webhooks without deliveries; returns how many rows. What is locked
-- waits for the next call: an outcome that is being stored, or a fan-out that began before the webhook was hidden.
CREATE OR REPLACE FUNCTION app.remove_deleted_webhooks(of_owner uuid, most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

-- Makes the first delivery of each subject due, unless one is: an attempt, or the wait for the next one, goes before.
CREATE OR REPLACE FUNCTION app.promote_webhook_deliveries(of_webhooks uuid[], of_subjects uuid[]) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE app.webhook_deliveries AS d
    SET due_at = statement_timestamp()
    WHERE d.id IN (SELECT f.id
                   FROM (SELECT DISTINCT u.webhook_id, u.subject_id
                         FROM unnest(of_webhooks, of_subjects) AS u (webhook_id, subject_id)) AS s
                   CROSS JOIN LATERAL (SELECT n.id
                                       FROM app.webhook_deliveries AS n
                                       WHERE n.webhook_id = s.webhook_id AND n.subject_id = s.subject_id AND n.state = 'waiting'
                                       ORDER BY n.batch, n.log_id
                                       LIMIT 1) AS f
                   WHERE NOT EXISTS (SELECT
                                     FROM app.webhook_deliveries AS o
                                     WHERE o.webhook_id = s.webhook_id AND o.subject_id = s.subject_id AND o.state = 'waiting'
                                       AND o.due_at IS NOT NULL));
END;

-- Until the transaction ends, no delivery of these subjects that is due ends. Those that are ending have ended afterwards.
CREATE OR REPLACE FUNCTION app.lock_webhook_order(of_webhooks uuid[], of_subjects uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

CREATE OR REPLACE FUNCTION app.webhook_is_crowded(of_webhook uuid, waiting_max integer) RETURNS boolean
    LANGUAGE sql
    STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT count(*) > waiting_max
    FROM (SELECT FROM app.webhook_deliveries AS d WHERE d.webhook_id = of_webhook AND d.state = 'waiting' LIMIT waiting_max + 1) AS w;
END;

-- Makes deliveries of events behind the cursor, and moves it: of up to "most" events, until "deliveries_max" deliveries are made or a
-- million pairs of event and webhook are compared, which bounds the time of a step by that of one event more. Who may see an event is
-- asked when it is due; here are left out only those that are plainly of others. A filter by author does not find what is gone, since the
-- author is not named there, except for the author.
-- A webhook with more than "waiting_max" deliveries that wait is disabled and loses what waits, one in a step; its owner is returned. Of
-- many webhooks a step looks at 50, at random.
CREATE OR REPLACE FUNCTION app.fan_out_webhooks(
    most integer, deliveries_max integer, waiting_max integer, OUT made integer, OUT has_more boolean, OUT crowded uuid)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Takes deliveries that are due: of each webhook so many that no more than "per_webhook" run at once, and one while it fails; the first of
-- every webhook before the second of any, where those that run count. Failing webhooks together run no more than "failing_places", so that
-- receivers that are down leave the others theirs. Claims take turns, which makes the limits exact. What waits for an owner who is
-- suspended is kept, as for a webhook that is inactive, until it is purged.
CREATE OR REPLACE FUNCTION app.claim_webhook_deliveries(places integer, failing_places integer, per_webhook integer, lease interval)
    RETURNS TABLE (
        id uuid, fencing_token integer, webhook_id uuid, url text, secrets bytea[], is_shown boolean, type text, audience text,
        occurred_at timestamptz, event_id uuid, batch bigint, log_id bigint, subject_id uuid, post_id uuid, comment_id uuid, owner_id uuid,
        user_id uuid, subject_version integer, attempt integer, since_first interval)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Stores the outcome of an attempt: succeeded, dead, or retry after a time; one that is withheld is deleted, since its owner may not learn
-- that there was something to withhold. A success ends the failing of the webhook, a failure begins it. False when another worker has
-- claimed the delivery since, or it is gone.
CREATE OR REPLACE FUNCTION app.finish_webhook_delivery(
    of_delivery uuid, token integer, outcome text, retry_after interval, new_status integer, took integer, reason text, answer text)
    RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Disables a webhook whose receiver is gone, or has failed for "longest"; returns its owner, or null when it was not to be disabled.
CREATE OR REPLACE FUNCTION app.end_webhook(of_webhook uuid, why text, longest interval) RETURNS uuid
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- A delivery that has ended waits once more, as if it had not been attempted. It keeps its id. Returns what came of it: queued; missing
-- when the actor has no such webhook that is active or it has sent no such delivery; waiting when it has not ended; crowded while more
-- than half of "waiting_max" wait.
CREATE OR REPLACE FUNCTION app.replay_webhook_delivery(of_webhook uuid, of_delivery uuid, waiting_max integer) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Makes deliveries of the events behind a position, up to "most" of the log, also of those that were delivered before; returns the position
-- reached, and not how many wait: some may be of events that the actor may not see. 0 and 0 stand for the oldest event that is kept; other
-- positions of before it are refused. Null while more than half of "waiting_max" wait. No row when the actor has no such webhook that is
-- active.
CREATE OR REPLACE FUNCTION app.replay_webhook(
    of_webhook uuid, INOUT after_batch bigint, INOUT after_id bigint, most integer, waiting_max integer)
    RETURNS SETOF record
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- A delivery without an event. Null when the actor has no such webhook that is active, false while more than half of "waiting_max" wait.
CREATE OR REPLACE FUNCTION app.test_webhook(of_webhook uuid, new_id uuid, waiting_max integer) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Deletes, up to "most" rows, what is left of webhooks that were deleted, what was kept for its time after it ended, and what waited as
-- long for a webhook that is inactive or of a suspended owner.
CREATE OR REPLACE FUNCTION app.purge_webhook_deliveries(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Closing an account ends its webhooks.
CREATE OR REPLACE FUNCTION app.users_end_webhooks() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.end_webhooks(NEW.id);
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.add_webhook_secret(uuid, bytea, timestamptz, interval), app.delete_webhook(uuid, integer), app.end_webhooks(uuid),
    app.remove_deleted_webhooks(uuid, integer), app.fan_out_webhooks(integer, integer, integer),
    app.promote_webhook_deliveries(uuid[], uuid[]), app.lock_webhook_order(uuid[], uuid[]),
    app.webhook_is_crowded(uuid, integer), app.claim_webhook_deliveries(integer, integer, integer, interval),
    app.finish_webhook_delivery(uuid, integer, text, interval, integer, integer, text, text),
    app.end_webhook(uuid, text, interval), app.replay_webhook_delivery(uuid, uuid, integer),
    app.replay_webhook(uuid, bigint, bigint, integer, integer), app.test_webhook(uuid, uuid, integer),
    app.purge_webhook_deliveries(interval, integer), app.users_end_webhooks()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.webhook_room(uuid, integer), app.add_webhook_secret(uuid, bytea, timestamptz, interval), app.delete_webhook(uuid, integer),
    app.fan_out_webhooks(integer, integer, integer), app.claim_webhook_deliveries(integer, integer, integer, interval),
    app.finish_webhook_delivery(uuid, integer, text, interval, integer, integer, text, text),
    app.end_webhook(uuid, text, interval), app.replay_webhook_delivery(uuid, uuid, integer),
    app.replay_webhook(uuid, bigint, bigint, integer, integer), app.test_webhook(uuid, uuid, integer),
    app.purge_webhook_deliveries(interval, integer)
    TO app_api;
