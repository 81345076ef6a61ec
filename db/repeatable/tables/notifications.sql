-- Who may see or change rows of app.notifications: their owner, as far as what they are about is there. Triggers make them.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, UPDATE (read_at) ON app.notifications TO app_api;

ALTER TABLE app.notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.notifications FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS notifications_select ON app.notifications;
CREATE POLICY notifications_select ON app.notifications FOR SELECT TO app_api
    USING (
        user_id = (SELECT app.actor_id())
        AND app.notification_shows(user_id, kind, actor_id, post_id, comment_id));

DROP POLICY IF EXISTS notifications_update ON app.notifications;
CREATE POLICY notifications_update ON app.notifications FOR UPDATE TO app_api
    USING (user_id = (SELECT app.actor_id()));

CREATE OR REPLACE TRIGGER notifications_logged
    AFTER INSERT ON app.notifications
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT
    EXECUTE FUNCTION app.notifications_logged();
