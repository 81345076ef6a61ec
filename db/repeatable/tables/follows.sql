-- What happens when rows of app.follows change, and who may see or change them: follows are public; users change their own, imports add
-- others.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER follows_guard
    BEFORE INSERT ON app.follows
    FOR EACH ROW EXECUTE FUNCTION app.follows_guard();

CREATE OR REPLACE TRIGGER follows_counted_inserted
    AFTER INSERT ON app.follows
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.follows_counted();

CREATE OR REPLACE TRIGGER follows_counted_deleted
    AFTER DELETE ON app.follows
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION app.follows_counted();

GRANT SELECT ON app.follows TO app_api, app_readonly;
GRANT INSERT (follower_id, followee_id, created_at), DELETE ON app.follows TO app_api;

ALTER TABLE app.follows ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.follows FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS follows_select ON app.follows;
CREATE POLICY follows_select ON app.follows FOR SELECT TO app_api, app_readonly USING (true);

DROP POLICY IF EXISTS follows_insert ON app.follows;
CREATE POLICY follows_insert ON app.follows FOR INSERT TO app_api
    WITH CHECK (follower_id = (SELECT app.actor_id()) OR (SELECT app.is_system()));

DROP POLICY IF EXISTS follows_delete ON app.follows;
CREATE POLICY follows_delete ON app.follows FOR DELETE TO app_api
    USING (follower_id = (SELECT app.actor_id()));
