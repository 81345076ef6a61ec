-- What happens when rows of app.tasks change, and who may see or change them: their owner, and the assignee whether they are done.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER tasks_guard_assignee
    BEFORE UPDATE OF title, priority, due_at, assignee_id, position ON app.tasks
    FOR EACH ROW
    WHEN ((OLD.title, OLD.priority, OLD.due_at, OLD.assignee_id, OLD.position)
          IS DISTINCT FROM (NEW.title, NEW.priority, NEW.due_at, NEW.assignee_id, NEW.position))
    EXECUTE FUNCTION app.tasks_guard_assignee();

-- A move changes no member that a response shows.
CREATE OR REPLACE TRIGGER tasks_touch
    BEFORE UPDATE ON app.tasks
    FOR EACH ROW
    WHEN ((OLD.title, OLD.priority, OLD.due_at, OLD.assignee_id, OLD.is_done, OLD.done_at)
          IS DISTINCT FROM (NEW.title, NEW.priority, NEW.due_at, NEW.assignee_id, NEW.is_done, NEW.done_at))
    EXECUTE FUNCTION app.touch();

GRANT SELECT, DELETE ON app.tasks TO app_api;
GRANT INSERT (owner_id, assignee_id, title, priority, due_at, position, created_at) ON app.tasks TO app_api;
GRANT UPDATE (title, priority, due_at, assignee_id, is_done, done_at, position) ON app.tasks TO app_api;

ALTER TABLE app.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tasks FORCE ROW LEVEL SECURITY;

-- An array and not IN or OR, which would ask for the actor twice.
DROP POLICY IF EXISTS tasks_select ON app.tasks;
CREATE POLICY tasks_select ON app.tasks FOR SELECT TO app_api
    USING ((SELECT app.actor_id()) = ANY (ARRAY[owner_id, assignee_id]));

DROP POLICY IF EXISTS tasks_insert ON app.tasks;
CREATE POLICY tasks_insert ON app.tasks FOR INSERT TO app_api
    WITH CHECK (owner_id = (SELECT app.actor_id()));

DROP POLICY IF EXISTS tasks_update ON app.tasks;
CREATE POLICY tasks_update ON app.tasks FOR UPDATE TO app_api
    USING ((SELECT app.actor_id()) = ANY (ARRAY[owner_id, assignee_id]));

DROP POLICY IF EXISTS tasks_delete ON app.tasks;
CREATE POLICY tasks_delete ON app.tasks FOR DELETE TO app_api
    USING (owner_id = (SELECT app.actor_id()));
