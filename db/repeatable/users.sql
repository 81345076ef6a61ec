-- Users: triggers, the safe view of everybody, search, and who may see or change an account.

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

CREATE OR REPLACE TRIGGER users_search_vector
    BEFORE INSERT OR UPDATE OF username, full_name ON app.users
    FOR EACH ROW EXECUTE FUNCTION app.users_search_vector();

-- A sign-in is not an edit: it moves neither updated_at nor the version that editors compare.
CREATE OR REPLACE TRIGGER users_touch
    BEFORE UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.email_verified_at, OLD.username, OLD.full_name, OLD.role, OLD.is_active, OLD.deleted_at)
          IS DISTINCT FROM (NEW.email, NEW.email_verified_at, NEW.username, NEW.full_name, NEW.role, NEW.is_active, NEW.deleted_at))
    EXECUTE FUNCTION app.touch();

CREATE OR REPLACE TRIGGER user_profiles_touch
    BEFORE UPDATE ON app.user_profiles
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION app.touch();

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

CREATE OR REPLACE TRIGGER users_create_profiles
    AFTER INSERT ON app.users
    REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION app.users_create_profiles();

GRANT SELECT, INSERT, UPDATE ON app.users TO app_api;
GRANT SELECT, UPDATE ON app.user_profiles TO app_api;
GRANT SELECT (id, username, username_key, full_name, role, search_vector, version, created_at, updated_at, deleted_at) ON app.users TO app_reader;

-- An account holds the e-mail address and the password: only its owner, an admin and Agora itself see the row.
ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.users FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS users_select ON app.users;
CREATE POLICY users_select ON app.users FOR SELECT TO app_api
    USING (id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'));

DROP POLICY IF EXISTS users_insert ON app.users;
CREATE POLICY users_insert ON app.users FOR INSERT TO app_api
    WITH CHECK ((SELECT app.actor_role()) IN ('admin', 'system'));

DROP POLICY IF EXISTS users_update ON app.users;
CREATE POLICY users_update ON app.users FOR UPDATE TO app_api
    USING (id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'))
    WITH CHECK (id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'));

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

CREATE OR REPLACE TRIGGER users_guard_rights
    BEFORE UPDATE OF role, is_active ON app.users
    FOR EACH ROW
    WHEN ((OLD.role, OLD.is_active) IS DISTINCT FROM (NEW.role, NEW.is_active))
    EXECUTE FUNCTION app.users_guard_rights();

-- Profiles are public while the account lives.
ALTER TABLE app.user_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.user_profiles FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS user_profiles_select ON app.user_profiles;
CREATE POLICY user_profiles_select ON app.user_profiles FOR SELECT TO app_api USING (true);

DROP POLICY IF EXISTS user_profiles_update ON app.user_profiles;
CREATE POLICY user_profiles_update ON app.user_profiles FOR UPDATE TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'))
    WITH CHECK (user_id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'));

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
