-- Admins read the steps of the nightly maintenance, and Agora writes them.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.maintenance_steps TO app_api;
GRANT INSERT (run_id, place, action, target, reason, bytes_before, factor_before, rows_before) ON app.maintenance_steps TO app_api;
GRANT UPDATE (state, bytes_after, factor_after, rows_after, started_at, finished_at, error_code, detail)
    ON app.maintenance_steps TO app_api;

ALTER TABLE app.maintenance_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.maintenance_steps FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS maintenance_steps_select ON app.maintenance_steps;
CREATE POLICY maintenance_steps_select ON app.maintenance_steps FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS maintenance_steps_insert ON app.maintenance_steps;
CREATE POLICY maintenance_steps_insert ON app.maintenance_steps FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS maintenance_steps_update ON app.maintenance_steps;
CREATE POLICY maintenance_steps_update ON app.maintenance_steps FOR UPDATE TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));
