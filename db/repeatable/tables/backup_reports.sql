-- Admins read the reports of backups and drills, and Agora writes them.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.backup_reports TO app_api;
GRANT INSERT (id, activity, backup, backup_at, started_at, finished_at, bytes, steps, problem) ON app.backup_reports TO app_api;
GRANT DELETE ON app.backup_reports TO app_api;

ALTER TABLE app.backup_reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.backup_reports FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS backup_reports_select ON app.backup_reports;
CREATE POLICY backup_reports_select ON app.backup_reports FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS backup_reports_insert ON app.backup_reports;
CREATE POLICY backup_reports_insert ON app.backup_reports FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS backup_reports_delete ON app.backup_reports;
CREATE POLICY backup_reports_delete ON app.backup_reports FOR DELETE TO app_api
    USING ((SELECT app.is_system()));
