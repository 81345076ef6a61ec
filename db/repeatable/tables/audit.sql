-- Who may see the history of a thing: whose it is, and staff; of a profile, admins alone. Triggers write it, and nobody changes it.
-- migrate: allow=PGM417 reason="one table, on the lock ladder, only when its rules change"

GRANT SELECT ON app.audit TO app_api;

ALTER TABLE app.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.audit FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS audit_select ON app.audit;
CREATE POLICY audit_select ON app.audit FOR SELECT TO app_api
    USING (
        owner_id = (SELECT app.actor_id())
        OR (SELECT app.actor_role()) IN ('admin', 'system')
        OR ((SELECT app.actor_role()) = 'moderator' AND table_name IN ('posts', 'comments')));
