-- Following and blocking: what the triggers of their tables call, and whom a block hides.
-- Lock order: users by id, then follow_counts by user_id, then notifications.

-- A follow needs two open accounts without a block between them. The rows of both are locked against being closed and
-- against being blocked at the same moment. What cannot be followed is refused under the name of a constraint, so that an
-- insert that made nothing has one meaning: the follow was there.
CREATE OR REPLACE FUNCTION app.follows_guard() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- The event log, then the counters.
CREATE OR REPLACE FUNCTION app.follows_counted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- A block ends what was followed in either direction, and deletes what neither of the two has read of the other: it would not be shown, and
-- would stay unread. The lock makes a follow of the same moment wait, and then see the block.
CREATE OR REPLACE FUNCTION app.blocks_end_follows() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

CREATE OR REPLACE FUNCTION app.users_end_follows() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM app.follows AS f WHERE f.follower_id = NEW.id OR f.followee_id = NEW.id;
    RETURN NULL;
END
$$;

-- Authors whose words a person does not see, in whichever direction the block was made. Staff see everything. Runs as the
-- owner, because users must not learn who blocked them.
CREATE OR REPLACE FUNCTION app.blocked_either_way() RETURNS uuid[]
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
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

-- The same for every caller. One expression without a SET clause, so that anonymous readers pay no call (see context.sql).
CREATE OR REPLACE FUNCTION app.hidden_authors() RETURNS uuid[]
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN CASE WHEN current_setting('app.ctx', true) <> '' THEN app.blocked_either_way() ELSE '{}' END;

REVOKE EXECUTE ON FUNCTION
    app.follows_guard(), app.follows_counted(), app.blocks_end_follows(), app.users_end_follows(), app.hidden_authors(),
    app.blocked_either_way()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.hidden_authors(), app.blocked_either_way() TO app_api, app_reader;
