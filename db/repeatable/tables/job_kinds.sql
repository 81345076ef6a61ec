-- Who may see or change the settings of kinds of jobs: admins, and Agora itself.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

-- The version is that of the settings; when the schedule is due next is none.
CREATE OR REPLACE TRIGGER job_kinds_touch
    BEFORE UPDATE ON app.job_kinds
    FOR EACH ROW
    WHEN ((OLD.paused, OLD.concurrency_max, OLD.schedule) IS DISTINCT FROM (NEW.paused, NEW.concurrency_max, NEW.schedule))
    EXECUTE FUNCTION app.touch();

GRANT SELECT ON app.job_kinds TO app_api;
GRANT INSERT (kind, paused, concurrency_max, schedule, next_at, scheduled_by, version) ON app.job_kinds TO app_api;
GRANT UPDATE (paused, concurrency_max, schedule, next_at, scheduled_by) ON app.job_kinds TO app_api;

ALTER TABLE app.job_kinds ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.job_kinds FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS job_kinds_select ON app.job_kinds;
CREATE POLICY job_kinds_select ON app.job_kinds FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS job_kinds_insert ON app.job_kinds;
CREATE POLICY job_kinds_insert ON app.job_kinds FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_admin()));

DROP POLICY IF EXISTS job_kinds_update ON app.job_kinds;
CREATE POLICY job_kinds_update ON app.job_kinds FOR UPDATE TO app_api
    USING ((SELECT app.is_admin()))
    WITH CHECK ((SELECT app.is_admin()));
