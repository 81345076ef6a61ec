-- Erasing a person. What is kept and why stands in build/decisions/0020-erasing-people.md; EraseUserTests looks for what is forgotten.
-- Lock order: erasures, buckets of tags, posts by id, comments by id, likes, counters, cases by id, then what hangs on them (see tags.sql,
-- posts.sql, comments.sql, reactions.sql, moderation.sql). Rows that an account has on posts of others come last: who deletes such a post
-- holds the post before them. Deliveries of webhooks that are locked are left to the next call.

-- Takes the name and the way in: the account is closed for good, its sessions end, and mail that waits is not sent. False when there is no
-- such account, or none any more.
CREATE OR REPLACE FUNCTION app.begin_erasure(whose uuid, how text, by_whom text) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- Deletes rows that hang on posts which are about to be deleted ("gone"), and likes and bookmarks of posts that lose them ("liked"), up to
-- "most" in a call, and then as many comments, so that the deletion of the posts has few rows left to delete by cascade. Returns how many;
-- "most" or more says that some may be left. The caller holds all the posts, so that none is added. Locks comments by id, likes and
-- post_stats, in this order; "posts" are all whose counters the caller changes.
CREATE OR REPLACE FUNCTION app.drain_posts(posts uuid[], gone uuid[], liked uuid[], most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
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

-- Erases the rest, up to "most" posts, comments, likes, bookmarks, notifications and deliveries of webhooks at a time; returns how many.
-- Rows that hang on posts are deleted before, ten times "most" in a call, which does no more when there were as many. It may be called
-- again at any time: a request that was under way when the account was closed may have stored something since, so an erasure counts as
-- finished only when a call a minute later finds nothing. Posts under which others have spoken and all comments leave their place: words
-- of others stay theirs.
CREATE OR REPLACE FUNCTION app.continue_erasure(whose uuid, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
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

REVOKE EXECUTE ON FUNCTION
    app.begin_erasure(uuid, text, text), app.continue_erasure(uuid, integer), app.drain_posts(uuid[], uuid[], uuid[], integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.begin_erasure(uuid, text, text), app.continue_erasure(uuid, integer) TO app_api;
