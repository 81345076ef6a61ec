-- Loses notifications and mutes. Comments, follows and likes are written again after the next up, which brings back their functions without
-- notifications.
-- migrate: allow=PGM408 reason="one table a step, on the lock ladder"
DROP TRIGGER IF EXISTS moderation_cases_notified ON app.moderation_cases;

-- migrate: step
CREATE OR REPLACE FUNCTION app.blocks_end_follows() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM app.users AS u WHERE u.id IN (NEW.blocker_id, NEW.blocked_id) ORDER BY u.id FOR NO KEY UPDATE;

    DELETE FROM app.follows AS f
    WHERE (f.follower_id, f.followee_id) IN ((NEW.blocker_id, NEW.blocked_id), (NEW.blocked_id, NEW.blocker_id));
    RETURN NEW;
END
$$;

-- migrate: step
DROP FUNCTION IF EXISTS
    app.notify_of_comments(uuid[], text[]), app.notify_of_posts(uuid[], text[]), app.moderation_cases_notified(),
    app.purge_notifications(interval, integer), app.mentions(text), app.mentions_added(text, text),
    app.withdraw_likes(uuid[], timestamptz[], uuid[], uuid[]), app.read_notifications(uuid, integer, timestamptz),
    app.like_is_repeated(uuid, uuid, timestamptz), app.wants_notification(uuid, uuid, uuid, text),
    app.list_notifications(boolean, timestamptz, uuid, integer, integer), app.count_unread_notifications(integer, integer),
    app.read_hidden_notifications(timestamptz, uuid, integer, integer);
DROP TABLE app.muted_posts;
DROP FUNCTION IF EXISTS app.muted_posts_settled();
DROP TABLE app.notifications;
DROP TABLE app.withdrawn_likes;
DROP FUNCTION IF EXISTS
    app.notifications_logged(), app.notification_shows(uuid, text, uuid, uuid, uuid), app.are_apart(uuid, uuid);
