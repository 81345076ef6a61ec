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
    context CONSTANT text := current_setting('app.ctx', true);
    part    text[];
    fields  integer;
    mac     text;
BEGIN
    IF context IS NULL OR context = '' THEN
        actor_role := 'anonymous';
        RETURN;
    END IF;

    part := string_to_array(context, '|');
    fields := cardinality(part);
    IF fields NOT IN (5, 7) THEN
        RAISE EXCEPTION 'the actor context is malformed' USING ERRCODE = '28000';
    END IF;

    -- Signed is everything before the separator and the 64 digits of the MAC.
    SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(left(context, -65), 'UTF8'))), 'hex') INTO mac
    FROM sec.context_keys AS k
    WHERE k.key_id = part[1];
    IF mac IS NULL THEN
        RAISE EXCEPTION 'the actor context is signed with an unknown key' USING ERRCODE = '28000';
    ELSIF mac <> part[fields] THEN
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

-- Policies write (SELECT app.actor_id()), so that it runs once a statement and not once a row. The five functions below are one expression
-- without a SET clause, so that the planner puts the expression in place of the call: for an anonymous reader it reads a setting. Names in
-- such a body are resolved when the function is made; no search_path redirects them.
CREATE OR REPLACE FUNCTION app.actor_id() RETURNS uuid
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN CASE WHEN current_setting('app.ctx', true) <> '' THEN (app.actor()).actor_id END;

CREATE OR REPLACE FUNCTION app.actor_role() RETURNS text
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN CASE WHEN current_setting('app.ctx', true) <> '' THEN (app.actor()).actor_role ELSE 'anonymous' END;

-- Moderators, admins and the application itself. Here and below, a context that names a plain user is denied without a check of its
-- signature; any other claim has to be signed. Next to app.actor_id() in a policy that is one check a statement instead of two.
CREATE OR REPLACE FUNCTION app.is_staff() RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN CASE
        WHEN current_setting('app.ctx', true) <> '' AND split_part(current_setting('app.ctx', true), '|', 3) <> 'user'
        THEN (app.actor()).actor_role IN ('moderator', 'admin', 'system')
        ELSE false
    END;

-- Admins and the application itself.
CREATE OR REPLACE FUNCTION app.is_admin() RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN CASE
        WHEN current_setting('app.ctx', true) <> '' AND split_part(current_setting('app.ctx', true), '|', 3) <> 'user'
        THEN (app.actor()).actor_role IN ('admin', 'system')
        ELSE false
    END;

-- The application itself: background work, and use cases that act for someone who is not signed in.
CREATE OR REPLACE FUNCTION app.is_system() RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN CASE
        WHEN current_setting('app.ctx', true) <> '' AND split_part(current_setting('app.ctx', true), '|', 3) <> 'user'
        THEN (app.actor()).actor_role = 'system'
        ELSE false
    END;

-- Who changes a row, and by which request from where: what every row of app.audit notes. Null without a request, as in background work.
CREATE OR REPLACE FUNCTION app.origin(OUT actor_id uuid, OUT actor_role text, OUT request_id text, OUT client_address inet)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- Checks the signature as well.
    who  CONSTANT record := app.actor();
    part CONSTANT text[] := string_to_array(current_setting('app.ctx', true), '|');
BEGIN
    actor_id := who.actor_id;
    actor_role := who.actor_role;
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
-- argument means no role. What runs with the rights of the owner is beyond it.
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

-- Content is the author's to change, and an admin's. Moderators hide it, or take it away.
CREATE OR REPLACE FUNCTION app.guard_text() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND OLD.author_id IS DISTINCT FROM app.actor_id() AND NOT app.is_admin() THEN
        RAISE EXCEPTION 'only the author or an admin changes what was written' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

-- Who took something away: its author, or staff. Only the purge writes 'retention', and it runs as the owner.
CREATE OR REPLACE FUNCTION app.guard_removal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api'
        AND NOT coalesce(
            CASE NEW.deleted_by
                WHEN 'author' THEN OLD.author_id = app.actor_id() OR app.is_system()
                WHEN 'staff' THEN app.is_staff()
            END, false)
    THEN
        RAISE EXCEPTION 'the actor is not the one who takes this away' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.actor(), app.actor_id(), app.actor_role(), app.is_staff(), app.is_admin(), app.is_system(), app.origin(), app.require_actor(text[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.actor(), app.actor_id(), app.actor_role(), app.is_staff(), app.is_admin(), app.is_system()
    TO app_api, app_readonly, app_reader;
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
