-- Tasks: what the triggers of their table call.

-- The assignee says whether a task is done. All else is the owner's.
CREATE OR REPLACE FUNCTION app.tasks_guard_assignee() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND OLD.owner_id IS DISTINCT FROM app.actor_id() THEN
        RAISE EXCEPTION 'only the owner changes more of a task than whether it is done' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;
