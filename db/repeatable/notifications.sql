-- Notifications: who hears of what, and what of it may be shown. The triggers of comments, posts, follows, likes and cases call these, so
-- that any statement that makes a comment notifies. Lock order: last of all, after the counters of what happened. created_at is the time of
-- the statement that notifies, so that what notifies long after it was written is listed first; the time of the content where the clock of
-- the host is ahead.

-- The names that a text mentions, as keys: "@" at the beginning or behind what is no part of a word or an address, then a username without
-- the punctuation behind it. The first ten different ones. Mentions in code are mentions too.
CREATE OR REPLACE FUNCTION app.mentions(body text) RETURNS text[]
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN CASE WHEN strpos(body, '@') = 0 THEN '{}'::text[] ELSE ARRAY(
        SELECT m.name
        FROM (SELECT lower(rtrim(f.parts[1], '._-')) AS name, min(f.place) AS place
              FROM regexp_matches(body, '(?:^|[^A-Za-z0-9_@./-])@([A-Za-z0-9][A-Za-z0-9._-]{2,49})(?![A-Za-z0-9])', 'g')
                  WITH ORDINALITY AS f (parts, place)
              GROUP BY 1) AS m
        ORDER BY m.place
        LIMIT 10) END;

-- Those that the former text did not mention; all of them when there was none.
CREATE OR REPLACE FUNCTION app.mentions_added(body text, former text) RETURNS text[]
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN CASE WHEN former IS NULL THEN app.mentions(body)
        ELSE ARRAY(SELECT n.name FROM unnest(app.mentions(body)) AS n (name) WHERE n.name <> ALL (app.mentions(former))) END;

-- Whether there is a block between two people.
CREATE OR REPLACE FUNCTION app.are_apart(one uuid, other uuid) RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM app.blocks AS b
        WHERE (b.blocker_id = one AND b.blocked_id = other) OR (b.blocker_id = other AND b.blocked_id = one));

-- Whether a person hears of an act of another: not of own acts, across a block, about a muted post, against a preference, or when closed.
-- An import, whose acts happened long ago, switches notifications off for its transaction.
CREATE OR REPLACE FUNCTION app.wants_notification(recipient uuid, actor uuid, post uuid, kind text) RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN recipient <> actor
        AND current_setting('app.notifies', true) IS DISTINCT FROM 'off'
        AND EXISTS (SELECT FROM app.users AS u WHERE u.id = recipient AND u.deleted_at IS NULL)
        AND NOT app.are_apart(recipient, actor)
        AND NOT EXISTS (SELECT FROM app.muted_posts AS m WHERE m.user_id = recipient AND m.post_id = post)
        AND NOT EXISTS (
            SELECT FROM app.user_preferences AS p
            WHERE p.user_id = recipient
              AND CASE kind
                  WHEN 'reply' THEN p.document #> '{notifications,replies}'
                  WHEN 'follow' THEN p.document #> '{notifications,follows}'
              END = 'false');

-- New comments: for the author of what is replied to, then for the author of the post when it is no reply, then for those mentioned; a
-- person is notified once. With a former text, which an edit replaced, only for those that are mentioned now and were not.
CREATE OR REPLACE FUNCTION app.notify_of_comments(ids uuid[], former text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

CREATE OR REPLACE FUNCTION app.notify_of_posts(ids uuid[], former text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

-- What was decided about a person's content. That flags of something that stayed visible were dismissed is no news.
CREATE OR REPLACE FUNCTION app.moderation_cases_notified() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.notifications (user_id, kind, post_id, comment_id, case_id, created_at)
    SELECT u.id, 'decision', NEW.post_id, NEW.comment_id, NEW.id, NEW.decided_at
    FROM app.users AS u
    WHERE u.id = NEW.author_id AND u.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- A notification is an event for its recipient alone, with its id and nothing of what it is about, which may be hidden meanwhile.
CREATE OR REPLACE FUNCTION app.notifications_logged() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.event_log (type, audience, subject_id, owner_id)
    SELECT 'notification.created', 'person', a.id, a.user_id FROM added AS a ORDER BY a.created_at, a.id;
    RETURN NULL;
END
$$;

-- Whether what a notification is about is there for its reader at this moment: what everyone may read or the reader wrote, and no block
-- between. Staff are notified like everyone. Runs as the owner, because users must not learn who blocked them.
CREATE OR REPLACE FUNCTION app.notification_shows(reader uuid, what text, actor uuid, post uuid, comment uuid) RETURNS boolean
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    COST 1000
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

-- Marks a notification and all before it as read, the latest first and up to "most"; false when there is none of that id that shows. Those
-- that are hidden are marked too, which row-level security keeps from the actor: else they would be asked about at every count.
CREATE OR REPLACE FUNCTION app.read_notifications(up_to uuid, most integer, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- A page of the actor's notifications, the latest first, behind a place: up to "wanted" that show among the next "walked", hidden ones
-- included, so that the work is bounded however many are hidden. Where the walk ends before the page is full, the last row is the one that
-- it ended at, with is_shown false, from which the next page continues.
CREATE OR REPLACE FUNCTION app.list_notifications(
    unread_only boolean, after_at timestamptz, after_id uuid, wanted integer, walked integer)
    RETURNS TABLE (
        id uuid, kind text, actor_id uuid, post_id uuid, comment_id uuid, case_id uuid, likes integer, created_at timestamptz,
        read_at timestamptz, is_shown boolean)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 20
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

-- How many of the actor's latest "walked" unread notifications show, up to "most".
CREATE OR REPLACE FUNCTION app.count_unread_notifications(most integer, walked integer) RETURNS integer
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Marks hidden notifications as read that would otherwise be in the way of the ones behind them at every count: of the next "wanted" people
-- with unread notifications, in the order of their ids, the hidden ones among the latest "walked" unread, if there are more than 100. What
-- was written less than a day ago is left, since what is hidden for a moment comes back as it was. Returns the last person that it looked
-- at, null for none, and how many it marked.
CREATE OR REPLACE FUNCTION app.read_hidden_notifications(
    at timestamptz, after_user uuid, wanted integer, walked integer, OUT last_user uuid, OUT marked integer)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Muting ends the unread notification that counts likes of the post or of a comment below it: likes from then on are not counted in it, so
-- that its counter could not stay exact.
CREATE OR REPLACE FUNCTION app.muted_posts_settled() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM app.notifications AS n
    WHERE n.user_id = NEW.user_id AND n.post_id = NEW.post_id AND n.kind = 'like' AND n.read_at IS NULL;
    RETURN NULL;
END
$$;

-- Deletes notifications, and what is remembered of likes that were taken back, in their time.
CREATE OR REPLACE FUNCTION app.purge_notifications(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Queues a digest for each of the next "wanted" people, in the order of their ids, who want mail, have a verified address and have unread
-- notifications that the last one did not see, among their latest 1000. Seen is what its snapshot shows: a time would leave out what was
-- written before it and committed after. After a restore, transactions of the former server are in no snapshot; the day bounds what is
-- repeated then. The row of the digest decides: of two calls at once the second waits for it, and queues nothing. Returns the last person
-- that it looked at, null for none, and how many mails it queued.
CREATE OR REPLACE FUNCTION app.queue_digests(at timestamptz, after_user uuid, wanted integer, OUT last_user uuid, OUT queued integer)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

REVOKE EXECUTE ON FUNCTION
    app.queue_digests(timestamptz, uuid, integer), app.mentions(text),
    app.mentions_added(text, text), app.are_apart(uuid, uuid), app.wants_notification(uuid, uuid, uuid, text),
    app.notify_of_comments(uuid[], text[]), app.notify_of_posts(uuid[], text[]), app.moderation_cases_notified(),
    app.notifications_logged(), app.notification_shows(uuid, text, uuid, uuid, uuid), app.purge_notifications(interval, integer),
    app.muted_posts_settled(), app.read_notifications(uuid, integer, timestamptz), app.count_unread_notifications(integer, integer),
    app.list_notifications(boolean, timestamptz, uuid, integer, integer),
    app.read_hidden_notifications(timestamptz, uuid, integer, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.notification_shows(uuid, text, uuid, uuid, uuid), app.purge_notifications(interval, integer),
    app.queue_digests(timestamptz, uuid, integer), app.read_notifications(uuid, integer, timestamptz),
    app.count_unread_notifications(integer, integer), app.list_notifications(boolean, timestamptz, uuid, integer, integer),
    app.read_hidden_notifications(timestamptz, uuid, integer, integer) TO app_api;
