-- Who asks, as the policies see it.
-- The API puts "key|user|role|expires|mac" into app.ctx for one transaction. The functions return the actor only when the
-- MAC is right; a missing or empty context is an anonymous reader, a wrong one is an error, never a silent downgrade.

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
    key     sec.context_keys;
    mac     bytea;
BEGIN
    actor_role := 'anonymous';
    IF context IS NULL OR context = '' THEN
        RETURN;
    END IF;

    part := string_to_array(context, '|');
    IF cardinality(part) <> 5 THEN
        RAISE EXCEPTION 'the actor context is malformed' USING ERRCODE = '28000';
    END IF;

    SELECT * INTO key FROM sec.context_keys AS k WHERE k.key_id = part[1];
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the actor context is signed with an unknown key' USING ERRCODE = '28000';
    END IF;

    mac := sha256(key.outer_pad || sha256(key.inner_pad || convert_to(array_to_string(part[1:4], '|'), 'UTF8')));
    IF encode(mac, 'hex') <> part[5] THEN
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

REVOKE EXECUTE ON FUNCTION app.actor(), app.actor_id(), app.actor_role() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.actor(), app.actor_id(), app.actor_role() TO app_api, app_readonly, app_reader;

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
