-- What happens when jobs end, and who may see or change them: admins, and Agora itself. Workers claim, release and purge by the functions
-- of jobs.sql.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER jobs_settle_mail
    AFTER UPDATE OF state ON app.jobs
    FOR EACH ROW
    WHEN (NEW.kind = 'mail.send' AND (NEW.state IN ('failed', 'cancelled') <> (OLD.state IN ('failed', 'cancelled'))))
    EXECUTE FUNCTION app.jobs_settle_mail();

GRANT SELECT ON app.jobs TO app_api;
GRANT INSERT (id, kind, payload, payload_version, priority, unique_key, due_at, attempts_max) ON app.jobs TO app_api;
GRANT UPDATE (
    state, due_at, attempt, worker, lease_until, progress, cancel_requested_at, error_code, error_message, finished_at)
    ON app.jobs TO app_api;

ALTER TABLE app.jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.jobs FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS jobs_select ON app.jobs;
CREATE POLICY jobs_select ON app.jobs FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS jobs_insert ON app.jobs;
CREATE POLICY jobs_insert ON app.jobs FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS jobs_update ON app.jobs;
CREATE POLICY jobs_update ON app.jobs FOR UPDATE TO app_api
    USING ((SELECT app.is_admin()))
    WITH CHECK ((SELECT app.is_admin()));
