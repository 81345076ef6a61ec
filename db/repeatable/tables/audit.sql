-- The history of a post, comment or file is visible to its owner and staff; that of a profile or account to admins. Only triggers write
-- it; no role that logs in changes a row.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

-- Without client_address, which app.own_addresses() gives to the one whose it is.
REVOKE SELECT ON app.audit FROM app_api;
GRANT SELECT (
    occurred_at, id, table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id)
    ON app.audit TO app_api;

ALTER TABLE app.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.audit FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS audit_select ON app.audit;
CREATE POLICY audit_select ON app.audit FOR SELECT TO app_api
    USING (
        owner_id = (SELECT app.actor_id())
        OR (SELECT app.is_admin())
        OR ((SELECT app.actor_role()) = 'moderator' AND table_name IN ('posts', 'comments')));
