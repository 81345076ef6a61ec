-- Who may see who flagged what: the one who did, and staff unless the case is about what they wrote themselves. Flags are made by
-- app.flag_content alone.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.flags TO app_api;

ALTER TABLE app.flags ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.flags FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS flags_select ON app.flags;
CREATE POLICY flags_select ON app.flags FOR SELECT TO app_api
    USING (
        reporter_id = (SELECT app.actor_id())
        OR ((SELECT app.is_staff())
            AND (SELECT m.author_id FROM app.moderation_cases AS m WHERE m.id = case_id) IS DISTINCT FROM (SELECT app.actor_id())));
