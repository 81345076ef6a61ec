-- Who asks, as the policies see it.
-- The API puts "key|user|role|expires|request|address|mac" into app.ctx for one transaction. The functions return the actor only when
-- the MAC is right; a missing or empty context is an anonymous reader, a wrong one is an error, never a silent downgrade. Releases
-- before the request and the address were part of it send five fields, which stay valid.

CREATE OR REPLACE FUNCTION app.actor(OUT actor_id uuid, OUT actor_role text)
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    context text := current_setting('app.ctx', true);
    part    text[];
    fields  integer;
    key     sec.context_keys;
    mac     bytea;
BEGIN
    actor_role := 'anonymous';
    IF context IS NULL OR context = '' THEN
        RETURN;
    END IF;

    part := string_to_array(context, '|');
    fields := cardinality(part);
    IF fields NOT IN (5, 7) THEN
        RAISE EXCEPTION 'the actor context is malformed' USING ERRCODE = '28000';
    END IF;

    SELECT * INTO key FROM sec.context_keys AS k WHERE k.key_id = part[1];
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the actor context is signed with an unknown key' USING ERRCODE = '28000';
    END IF;

    mac := sha256(key.outer_pad || sha256(key.inner_pad || convert_to(array_to_string(part[1:fields - 1], '|'), 'UTF8')));
    IF encode(mac, 'hex') <> part[fields] THEN
        RAISE EXCEPTION 'the actor context is not authentic' USING ERRCODE = '28000';
    END IF;

    -- The start of the transaction counts, so that long work such as an import does not lose its actor half way.
    IF to_timestamp(part[4]::bigint) < transaction_timestamp() THEN
        RAISE EXCEPTION 'the actor context has expired' USING ERRCODE = '28000';
    END IF;

    actor_id := nullif(part[2], '')::uuid;
    actor_role := part[3];
END
$$;

-- Policies write (SELECT app.actor_id()), so that it runs once a statement and not once a row.
CREATE OR REPLACE FUNCTION app.actor_id() RETURNS uuid
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN (SELECT a.actor_id FROM app.actor() AS a);

CREATE OR REPLACE FUNCTION app.actor_role() RETURNS text
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN (SELECT a.actor_role FROM app.actor() AS a);

-- Who changes a row, and by which request from where: what every row of app.audit notes. Null without a request, as in background work.
CREATE OR REPLACE FUNCTION app.origin(OUT actor_id uuid, OUT actor_role text, OUT request_id text, OUT client_address inet)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part text[];
BEGIN
    -- Checks the signature as well.
    SELECT a.actor_id, a.actor_role INTO origin.actor_id, origin.actor_role FROM app.actor() AS a;
    part := string_to_array(current_setting('app.ctx', true), '|');
    IF cardinality(part) = 7 THEN
        request_id := nullif(part[5], '');
        client_address := nullif(part[6], '')::inet;
    END IF;
END
$$;

-- Ends the statement unless the actor has one of the roles. Roles that may become app_owner can do everything without it.
CREATE OR REPLACE FUNCTION app.require_actor(VARIADIC roles text[]) RETURNS void
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF app.actor_role() <> ALL (roles) AND NOT pg_has_role(session_user, 'app_owner', 'MEMBER') THEN
        RAISE EXCEPTION 'the actor must be: %', array_to_string(roles, ' or ') USING ERRCODE = '42501';
    END IF;
END
$$;

-- For columns that only some actors may change; the condition of the trigger names the columns, its arguments the roles, and no
-- argument means nobody. What runs with the rights of the owner is beyond it.
CREATE OR REPLACE FUNCTION app.guard_columns() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND app.actor_role() <> ALL (TG_ARGV) THEN
        RAISE EXCEPTION 'columns of app.% that the actor may not change', TG_TABLE_NAME USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

-- What somebody wrote is the author's to change, and an admin's. Moderators hide it, or take it away.
CREATE OR REPLACE FUNCTION app.guard_text() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who     uuid;
    in_role text;
BEGIN
    IF current_user = 'app_api' THEN
        SELECT a.actor_id, a.actor_role INTO who, in_role FROM app.actor() AS a;
        IF OLD.author_id IS DISTINCT FROM who AND in_role NOT IN ('admin', 'system') THEN
            RAISE EXCEPTION 'only the author or an admin changes what was written' USING ERRCODE = '42501';
        END IF;
    END IF;
    RETURN NEW;
END
$$;

-- Who took something away: its author, or staff. Only the purge writes 'retention', and it runs as the owner.
CREATE OR REPLACE FUNCTION app.guard_removal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who     uuid;
    in_role text;
BEGIN
    IF current_user = 'app_api' THEN
        SELECT a.actor_id, a.actor_role INTO who, in_role FROM app.actor() AS a;
        IF NOT coalesce(
            CASE NEW.deleted_by
                WHEN 'author' THEN OLD.author_id = who OR in_role = 'system'
                WHEN 'staff' THEN in_role IN ('moderator', 'admin', 'system')
            END, false)
        THEN
            RAISE EXCEPTION 'the actor is not the one who takes this away' USING ERRCODE = '42501';
        END IF;
    END IF;
    RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION app.actor(), app.actor_id(), app.actor_role(), app.origin(), app.require_actor(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.actor(), app.actor_id(), app.actor_role() TO app_api, app_readonly, app_reader;
GRANT EXECUTE ON FUNCTION app.require_actor(text[]) TO app_reader;

-- Every table with updated_at and version has this trigger; a change that changes nothing leaves both alone.
CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := statement_timestamp();
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;
