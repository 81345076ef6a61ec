-- Users: what the triggers of their tables call, the safe view of everybody, and search.

CREATE OR REPLACE FUNCTION app.users_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Never the e-mail address: a search must not harvest addresses.
    NEW.search_vector :=
        setweight(to_tsvector('simple', NEW.username), 'A') || setweight(to_tsvector('simple', coalesce(NEW.full_name, '')), 'B');
    RETURN NEW;
END
$$;

-- Runs as the owner: an account made by any path has its profile.
CREATE OR REPLACE FUNCTION app.users_create_profiles() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.user_profiles (user_id) SELECT id FROM created;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.users_create_profiles() FROM PUBLIC;

-- What an admin alone may change is guarded here as well, should an endpoint ever forget it.
CREATE OR REPLACE FUNCTION app.users_guard_rights() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND app.actor_role() NOT IN ('admin', 'system') THEN
        RAISE EXCEPTION 'only an admin changes the role or the state of an account' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

-- Everybody, without the private columns. The one view that reads as its owner: app_reader holds SELECT on exactly these
-- columns, so nothing else can leak through it, and the barrier keeps a caller's own predicates outside.
CREATE OR REPLACE VIEW app.members WITH (security_barrier = true) AS
    SELECT id, username, username_key, full_name, role, version, created_at, updated_at
    FROM app.users
    WHERE deleted_at IS NULL;

ALTER VIEW app.members OWNER TO app_reader;
GRANT SELECT ON app.members TO app_api;

-- Words in names ranked, or any part of a name. Runs as app_reader because text search operators are not leakproof and
-- would lose their index under row-level security; it returns only what app.members shows. Keyset on (rank, id).
CREATE OR REPLACE FUNCTION app.search_members(term text, after_rank real, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    words   tsquery := websearch_to_tsquery('simple', term);
    pattern text := '%' || replace(replace(replace(lower(term), '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    RETURN QUERY
        WITH found AS (
            SELECT u.id, 1 + ts_rank(u.search_vector, words) AS rank
            FROM app.users AS u
            WHERE u.search_vector @@ words AND u.deleted_at IS NULL
            UNION ALL
            SELECT u.id, 0::real
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.username_key LIKE pattern OR lower(u.full_name) LIKE pattern)
              AND NOT u.search_vector @@ words
        )
        SELECT f.id, f.rank::real
        FROM found AS f
        WHERE after_id IS NULL OR (f.rank::real, f.id) < (after_rank, after_id)
        ORDER BY f.rank::real DESC, f.id DESC
        LIMIT least(wanted, 1001);
END
$$;

ALTER FUNCTION app.search_members(text, real, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_members(text, real, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_members(text, real, uuid, integer) TO app_api;
