-- Who may see the numbers of the database server: Agora itself, which writes and removes them, and shows them to admins.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, DELETE ON app.monitoring_samples TO app_api;
GRANT INSERT (sampled_at, numbers) ON app.monitoring_samples TO app_api;

ALTER TABLE app.monitoring_samples ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.monitoring_samples FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS monitoring_samples_all ON app.monitoring_samples;
CREATE POLICY monitoring_samples_all ON app.monitoring_samples FOR ALL TO app_api
    USING ((SELECT app.is_system()));
