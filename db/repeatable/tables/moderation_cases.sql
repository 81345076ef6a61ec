-- What happens when a case changes, and who may see or change it. Cases are made by app.flag_content alone.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER moderation_cases_guard
    BEFORE UPDATE ON app.moderation_cases
    FOR EACH ROW EXECUTE FUNCTION app.moderation_cases_guard();

CREATE OR REPLACE TRIGGER moderation_cases_apply
    BEFORE UPDATE OF status, hidden_by, decided_at ON app.moderation_cases
    FOR EACH ROW EXECUTE FUNCTION app.moderation_cases_apply();

CREATE OR REPLACE TRIGGER moderation_cases_notified
    AFTER UPDATE OF status, decided_at ON app.moderation_cases
    FOR EACH ROW
    WHEN ((NEW.status, NEW.decided_at) IS DISTINCT FROM (OLD.status, OLD.decided_at)
          AND (NEW.status = 'rejected' OR (NEW.status = 'approved' AND (OLD.hidden_by IS NOT NULL OR OLD.status = 'appealed'))))
    EXECUTE FUNCTION app.moderation_cases_notified();

-- Flags alone make no new version: they would keep a moderator from deciding for as long as they come.
CREATE OR REPLACE TRIGGER moderation_cases_touch
    BEFORE UPDATE ON app.moderation_cases
    FOR EACH ROW
    WHEN ((OLD.status, OLD.category, OLD.hidden_by, OLD.assignee_id, OLD.reason, OLD.decided_at, OLD.appeal, OLD.edited_at)
          IS DISTINCT FROM
          (NEW.status, NEW.category, NEW.hidden_by, NEW.assignee_id, NEW.reason, NEW.decided_at, NEW.appeal, NEW.edited_at))
    EXECUTE FUNCTION app.touch();

CREATE OR REPLACE TRIGGER moderation_cases_logged_opened
    AFTER INSERT ON app.moderation_cases
    FOR EACH ROW EXECUTE FUNCTION app.moderation_cases_logged();

-- By the row and with a condition, so that a flag costs nothing.
CREATE OR REPLACE TRIGGER moderation_cases_logged_changed
    AFTER UPDATE ON app.moderation_cases
    FOR EACH ROW
    WHEN ((OLD.status, OLD.decided_at) IS DISTINCT FROM (NEW.status, NEW.decided_at))
    EXECUTE FUNCTION app.moderation_cases_logged();

GRANT SELECT ON app.moderation_cases TO app_api;
GRANT UPDATE (status, category, flag_count, hidden_by, assignee_id, reason, decided_by, decided_at, appeal, appealed_at, opened_at)
    ON app.moderation_cases TO app_api;

ALTER TABLE app.moderation_cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.moderation_cases FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS moderation_cases_select ON app.moderation_cases;
CREATE POLICY moderation_cases_select ON app.moderation_cases FOR SELECT TO app_api
    USING (author_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()));

DROP POLICY IF EXISTS moderation_cases_update ON app.moderation_cases;
CREATE POLICY moderation_cases_update ON app.moderation_cases FOR UPDATE TO app_api
    USING (author_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()))
    WITH CHECK (author_id = (SELECT app.actor_id()) OR (SELECT app.is_staff()));
