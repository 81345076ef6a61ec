-- Preferences: how one member of a document is set or removed, how a merge patch changes it, and who has set what. The first three compute
-- inside the statement that stores the result, on the row that it has locked: two who change different members both succeed.

-- The document with the value at the path. Objects that are missing on the way are made, which jsonb_set alone does not; anything else
-- in the way is an error that names the place (COLUMN) and what stands there (DATATYPE), because it would be lost.
CREATE OR REPLACE FUNCTION app.set_member(document jsonb, path text[], value jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    here jsonb;
BEGIN
    FOR level IN 1 .. cardinality(path) - 1 LOOP
        here := document #> path[1:level];
        IF here IS NULL THEN
            document := jsonb_set(document, path[1:level], '{}');
        ELSIF jsonb_typeof(here) <> 'object' THEN
            RAISE EXCEPTION 'a value stands in the way'
                USING ERRCODE = '23514', CONSTRAINT = 'user_preferences_path_check', SCHEMA = 'app', TABLE = 'user_preferences',
                      COLUMN = array_to_string(path[1:level], '/'), DATATYPE = jsonb_typeof(here);
        END IF;
    END LOOP;
    RETURN jsonb_set(document, path, value);
END
$$;

-- The document without the member at the path; null when there is none. Items of arrays are no members.
CREATE OR REPLACE FUNCTION app.remove_member(document jsonb, path text[]) RETURNS jsonb
    LANGUAGE plpgsql
    IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    FOR level IN 0 .. cardinality(path) - 1 LOOP
        IF jsonb_typeof(document #> path[1:level]) <> 'object' OR NOT document #> path[1:level] ? path[level + 1] THEN
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN document #- path;
END
$$;

-- RFC 7396, for two objects: a null removes the member, an object is merged into it, and anything else takes its place.
CREATE OR REPLACE FUNCTION app.merge_members(document jsonb, patch jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    member record;
BEGIN
    FOR member IN SELECT e.key, e.value FROM jsonb_each(patch) AS e LOOP
        IF jsonb_typeof(member.value) = 'null' THEN
            document := document - member.key;
        ELSIF jsonb_typeof(member.value) = 'object' THEN
            document := document || jsonb_build_object(
                member.key,
                app.merge_members(
                    CASE WHEN jsonb_typeof(document -> member.key) = 'object' THEN document -> member.key ELSE '{}' END,
                    member.value));
        ELSE
            document := document || jsonb_build_object(member.key, member.value);
        END IF;
    END LOOP;
    RETURN document;
END
$$;

-- Open accounts whose document contains the one given, by id. Runs as app_reader because containment is not leakproof and would lose its
-- index under row-level security; the plan is made for the values, since a rare setting is found by the index and a common one
-- by walking the accounts.
CREATE OR REPLACE FUNCTION app.find_by_preference(wanted jsonb, after_id uuid, most integer)
    RETURNS TABLE (user_id uuid, username text, full_name text)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
BEGIN
    PERFORM app.require_actor('admin', 'system');

    RETURN QUERY
        SELECT p.user_id, u.username, u.full_name
        FROM app.user_preferences AS p
        JOIN app.users AS u ON u.id = p.user_id AND u.deleted_at IS NULL
        WHERE p.document @> wanted
          AND (after_id IS NULL OR p.user_id > after_id)
          -- Said of both, or a merge of the two would walk the accounts from the first.
          AND (after_id IS NULL OR u.id > after_id)
        ORDER BY p.user_id
        LIMIT least(most, 101);
END
$$;

ALTER FUNCTION app.find_by_preference(jsonb, uuid, integer) OWNER TO app_reader;

-- Switches mail about activity off for a person who has it on, without their session: by the link in a digest. It is off where nothing is
-- set, and a document that is full has no room for more.
CREATE OR REPLACE FUNCTION app.end_digests(of_user uuid) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.require_actor('system');

    UPDATE app.user_preferences AS p
    SET document = app.remove_member(p.document, '{notifications,email}')
    WHERE p.user_id = of_user
      AND p.document @> '{"notifications": {"email": true}}';
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.end_digests(uuid), app.set_member(jsonb, text[], jsonb), app.remove_member(jsonb, text[]), app.merge_members(jsonb, jsonb),
    app.find_by_preference(jsonb, uuid, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.end_digests(uuid), app.set_member(jsonb, text[], jsonb), app.remove_member(jsonb, text[]), app.merge_members(jsonb, jsonb),
    app.find_by_preference(jsonb, uuid, integer)
    TO app_api;
