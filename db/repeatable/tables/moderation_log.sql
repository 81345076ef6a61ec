-- Everyone may read the log; only triggers write it.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.moderation_log TO app_api, app_readonly;

ALTER TABLE app.moderation_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.moderation_log FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS moderation_log_select ON app.moderation_log;
CREATE POLICY moderation_log_select ON app.moderation_log FOR SELECT TO app_api, app_readonly USING (true);
