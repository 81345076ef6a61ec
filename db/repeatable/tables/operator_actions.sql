-- The record of what operators do to the database server. Admins read it; ops_maintain, which acts, adds to it and finishes it by the
-- functions, and neither changes nor removes what is there.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.operator_actions TO app_api;

ALTER TABLE app.operator_actions ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.operator_actions FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS operator_actions_select ON app.operator_actions;
CREATE POLICY operator_actions_select ON app.operator_actions FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

-- Before the action. "queued": a worker does it later. The rights of a signed-in actor are read again, as for every write; where accounts
-- are locked, perhaps by what is to be ended, the token counts, which lives for minutes.
CREATE OR REPLACE FUNCTION app.begin_action(
    action_id uuid, what text, target_name text, why text, who uuid, of_session uuid, of_version integer, queued boolean)
    RETURNS timestamptz
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '500ms'
AS $$
DECLARE
    at timestamptz;
BEGIN
    IF of_session IS NOT NULL THEN
        BEGIN
            PERFORM app.require_current_rights(of_session, of_version);
        EXCEPTION WHEN lock_not_available THEN
            NULL;
        END;
    END IF;

    INSERT INTO app.operator_actions AS a (id, action, target, reason, actor_id, started_at)
    VALUES (action_id, what, target_name, why, who, CASE WHEN NOT queued THEN clock_timestamp() END)
    RETURNING a.requested_at INTO at;
    RETURN at;
END
$$;

-- A worker begins a queued action, or one that another worker gave back; no row when it is finished.
CREATE OR REPLACE FUNCTION app.start_action(action_id uuid)
    RETURNS TABLE (action text, target text)
    LANGUAGE sql
    SECURITY DEFINER
    ROWS 1
    SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE app.operator_actions AS a
    SET started_at = clock_timestamp(), finished_at = NULL, outcome = NULL, error_code = NULL, detail = NULL
    WHERE a.id = action_id
      AND (a.outcome IS NULL OR a.outcome = 'cancelled')
    RETURNING a.action, a.target
$$;

-- After the action. An outcome that is stored is not changed.
CREATE OR REPLACE FUNCTION app.end_action(action_id uuid, result text, code text, remark text)
    RETURNS timestamptz
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE app.operator_actions AS a
    SET finished_at = clock_timestamp(), outcome = result, error_code = code, detail = left(remark, 500)
    WHERE a.id = action_id
      AND a.outcome IS NULL
    RETURNING a.finished_at
$$;

REVOKE EXECUTE ON FUNCTION
    app.begin_action(uuid, text, text, text, uuid, uuid, integer, boolean),
    app.start_action(uuid),
    app.end_action(uuid, text, text, text)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.begin_action(uuid, text, text, text, uuid, uuid, integer, boolean),
    app.start_action(uuid),
    app.end_action(uuid, text, text, text)
    TO ops_maintain;
