-- What happens when rows of app.webhooks change, and who may see or change them: their owner, until they are deleted, which
-- app.delete_webhook does.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER webhooks_touch
    BEFORE UPDATE ON app.webhooks
    FOR EACH ROW
    WHEN ((OLD.url, OLD.event_types, OLD.author_id, OLD.post_id, OLD.description, OLD.is_active, OLD.ended)
          IS DISTINCT FROM (NEW.url, NEW.event_types, NEW.author_id, NEW.post_id, NEW.description, NEW.is_active, NEW.ended))
    EXECUTE FUNCTION app.touch();

GRANT SELECT ON app.webhooks TO app_api;
GRANT INSERT (id, owner_id, url, event_types, author_id, post_id, description, is_active, active_since, created_at)
    ON app.webhooks TO app_api;
GRANT UPDATE (url, event_types, author_id, post_id, description, is_active, ended, failing_since, active_since) ON app.webhooks TO app_api;

ALTER TABLE app.webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.webhooks FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS webhooks_select ON app.webhooks;
CREATE POLICY webhooks_select ON app.webhooks FOR SELECT TO app_api
    USING (owner_id = (SELECT app.actor_id()) AND deleted_at IS NULL);

DROP POLICY IF EXISTS webhooks_insert ON app.webhooks;
CREATE POLICY webhooks_insert ON app.webhooks FOR INSERT TO app_api
    WITH CHECK (owner_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS webhooks_update ON app.webhooks;
CREATE POLICY webhooks_update ON app.webhooks FOR UPDATE TO app_api
    USING (owner_id = (SELECT app.actor_id()) AND deleted_at IS NULL);
