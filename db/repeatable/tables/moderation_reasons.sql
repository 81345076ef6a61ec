-- Who may read why staff did something: staff, and whose content it was. Triggers write it; rows never change.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT (log_id, owner_id, reason) ON app.moderation_reasons TO app_api;

ALTER TABLE app.moderation_reasons ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.moderation_reasons FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS moderation_reasons_select ON app.moderation_reasons;
CREATE POLICY moderation_reasons_select ON app.moderation_reasons FOR SELECT TO app_api
    USING (owner_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()));
