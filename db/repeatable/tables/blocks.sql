-- What happens when rows of app.blocks change, and who may see or change them: only the one who blocks sees
-- a block, staff do not.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER blocks_end_follows
    BEFORE INSERT ON app.blocks
    FOR EACH ROW EXECUTE FUNCTION app.blocks_end_follows();

GRANT SELECT, INSERT (blocker_id, blocked_id, created_at), DELETE ON app.blocks TO app_api;

ALTER TABLE app.blocks ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.blocks FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS blocks_select ON app.blocks;
CREATE POLICY blocks_select ON app.blocks FOR SELECT TO app_api
    USING (blocker_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS blocks_insert ON app.blocks;
CREATE POLICY blocks_insert ON app.blocks FOR INSERT TO app_api
    WITH CHECK (blocker_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS blocks_delete ON app.blocks;
CREATE POLICY blocks_delete ON app.blocks FOR DELETE TO app_api
    USING (blocker_id = (SELECT app.actor_id()));
