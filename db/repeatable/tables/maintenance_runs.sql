-- Admins read the reports of the nightly maintenance, and Agora writes them.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.maintenance_runs TO app_api;
GRANT INSERT (id) ON app.maintenance_runs TO app_api;
GRANT UPDATE (state, stopped_by, phase, finished_at) ON app.maintenance_runs TO app_api;
GRANT DELETE ON app.maintenance_runs TO app_api;

ALTER TABLE app.maintenance_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.maintenance_runs FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS maintenance_runs_select ON app.maintenance_runs;
CREATE POLICY maintenance_runs_select ON app.maintenance_runs FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS maintenance_runs_insert ON app.maintenance_runs;
CREATE POLICY maintenance_runs_insert ON app.maintenance_runs FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS maintenance_runs_update ON app.maintenance_runs;
CREATE POLICY maintenance_runs_update ON app.maintenance_runs FOR UPDATE TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS maintenance_runs_delete ON app.maintenance_runs;
CREATE POLICY maintenance_runs_delete ON app.maintenance_runs FOR DELETE TO app_api
    USING ((SELECT app.is_system()));
