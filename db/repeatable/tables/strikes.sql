-- Who may see strikes: the one who has them, and moderators. A trigger of the cases gives and takes them.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.strikes TO app_api;

ALTER TABLE app.strikes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.strikes FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS strikes_select ON app.strikes;
CREATE POLICY strikes_select ON app.strikes FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()));
