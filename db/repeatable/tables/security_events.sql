-- Who may see or add rows of app.security_events.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

-- Revoked first, because a grant that named no columns preceded these.
REVOKE INSERT ON app.security_events FROM app_api;
GRANT SELECT ON app.security_events TO app_api;
GRANT INSERT (id, at, kind, user_id, session_id, ip, user_agent) ON app.security_events TO app_api;

ALTER TABLE app.security_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.security_events FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS security_events_select ON app.security_events;
CREATE POLICY security_events_select ON app.security_events FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

DROP POLICY IF EXISTS security_events_insert ON app.security_events;
CREATE POLICY security_events_insert ON app.security_events FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));
