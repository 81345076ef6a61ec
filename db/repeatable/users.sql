-- Users: what the triggers of their tables call, the safe view of all users, and search.

CREATE OR REPLACE FUNCTION app.users_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.search_vector := app.user_words(NEW.username, NEW.full_name);
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

-- A password is named among the members that changed, without a value. The condition of the trigger leaves out sign-ins, which may replace
-- a password's hash by a better one.
CREATE OR REPLACE FUNCTION app.users_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'users', a.id, a.id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'account.registered', 'members', a.id, a.id, a.version
        FROM added AS a
        WHERE a.deleted_at IS NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'users', r.id, r.id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM removed AS r
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'account.closed', 'public', r.id, r.id, r.version
        FROM removed AS r
        WHERE r.deleted_at IS NULL;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'users', NEW.id, NEW.id, NEW.version, 'update',
               CASE WHEN NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN d.changed || 'password'::text ELSE d.changed END,
               d.before, d.after, o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM app.origin() AS o
        CROSS JOIN app.changes(
            jsonb_build_object(
                'email', OLD.email, 'email_verified_at', OLD.email_verified_at, 'pending_email', OLD.pending_email,
                'username', OLD.username, 'full_name', OLD.full_name, 'role', OLD.role, 'is_active', OLD.is_active,
                'deleted_at', OLD.deleted_at),
            jsonb_build_object(
                'email', NEW.email, 'email_verified_at', NEW.email_verified_at, 'pending_email', NEW.pending_email,
                'username', NEW.username, 'full_name', NEW.full_name, 'role', NEW.role, 'is_active', NEW.is_active,
                'deleted_at', NEW.deleted_at)) AS d;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT e.type, e.audience, NEW.id, NEW.id, NEW.version
        FROM (VALUES
                  ('account.closed', 'public', OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL),
                  ('account.restored', 'members', OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL),
                  ('account.updated', 'members',
                   num_nulls(OLD.deleted_at, NEW.deleted_at) = 2
                       AND (OLD.username, OLD.full_name, OLD.role) IS DISTINCT FROM (NEW.username, NEW.full_name, NEW.role)),
                  (CASE WHEN NEW.is_active THEN 'account.activated' ELSE 'account.deactivated' END, 'admins',
                   num_nulls(OLD.deleted_at, NEW.deleted_at) = 2 AND OLD.is_active <> NEW.is_active))
            AS e (type, audience, happened)
        WHERE e.happened;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.user_profiles_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        CROSS JOIN app.origin() AS o;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', r.user_id, r.user_id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM removed AS r
        CROSS JOIN app.origin() AS o;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'update', d.changed, d.before, d.after,
               o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        JOIN removed AS r ON r.user_id = a.user_id
        CROSS JOIN app.origin() AS o
        CROSS JOIN LATERAL app.changes(
            jsonb_build_object('bio', r.bio, 'avatar_url', r.avatar_url, 'social_links', r.social_links),
            jsonb_build_object('bio', a.bio, 'avatar_url', a.avatar_url, 'social_links', a.social_links)) AS d
        WHERE a.version <> r.version;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'profile.updated', 'members', a.user_id, a.user_id, a.version
        FROM added AS a
        JOIN removed AS r ON r.user_id = a.user_id
        WHERE a.version <> r.version;
    END IF;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.users_audited(), app.user_profiles_audited() FROM PUBLIC;

-- What an admin alone may change is guarded here as well, should an endpoint ever forget it.
CREATE OR REPLACE FUNCTION app.users_guard_rights() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_admin() THEN
        RAISE EXCEPTION 'only an admin changes the role or the state of an account' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

-- Whether the name belonged to an erased account. Runs as the owner, because no other role may read the list.
CREATE OR REPLACE FUNCTION app.is_username_retired(name text) RETURNS boolean
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.retired_usernames AS r WHERE r.username_hash = sha256(convert_to(lower(name), 'UTF8')));
END
$$;

REVOKE EXECUTE ON FUNCTION app.is_username_retired(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_username_retired(text) TO app_api;

-- A retired name is refused as one that is taken, whichever statement asks for it.
CREATE OR REPLACE FUNCTION app.users_guard_retired_names() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF app.is_username_retired(NEW.username) THEN
        RAISE EXCEPTION 'this username was an erased person''s'
            USING ERRCODE = '23505', CONSTRAINT = 'users_username_key', SCHEMA = 'app', TABLE = 'users';
    END IF;
    RETURN NEW;
END
$$;

-- All users, without the private columns. The one view that reads as its owner: app_reader holds SELECT on exactly these
-- columns, so nothing else can leak through it, and the barrier keeps a caller's own predicates outside.
CREATE OR REPLACE VIEW app.members WITH (security_barrier = true) AS
    SELECT id, username, username_key, full_name, role, version, created_at, updated_at
    FROM app.users
    WHERE deleted_at IS NULL;

ALTER VIEW app.members OWNER TO app_reader;
GRANT SELECT ON app.members TO app_api, app_readonly;

-- Words in names ranked, or any part of a name. Runs as app_reader because text search operators are not leakproof and
-- would lose their index under row-level security; it returns only what app.members shows. Keyset on (rank, id).
CREATE OR REPLACE FUNCTION app.search_members(term text, after_rank real, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    words   tsquery := coalesce(app.search_query('simple', term), '');
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

-- Members whose username begins with what is typed, by username, then those with these words in a name, the last of which may continue. Of
-- words that thousands have, it looks at 2,000 members.
CREATE OR REPLACE FUNCTION app.suggest_members(typed text, wanted integer) RETURNS TABLE (id uuid, username text, full_name text)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 10
AS $$
DECLARE
    words CONSTANT tsquery := app.search_query('simple', app.typed_term(typed));
    start CONSTANT text := lower(typed);
    most  CONSTANT integer := least(wanted, 50);
BEGIN
    -- A range, which the index of names serves in a database of the locale C, as Agora makes them.
    RETURN QUERY
        SELECT f.id, f.username, f.full_name
        FROM ((SELECT u.id, u.username, u.full_name, u.username_key, 0 AS place
               FROM app.users AS u
               WHERE u.username_key >= start
                 AND u.username_key < start || chr(1114111)
                 AND starts_with(u.username_key, start)
                 AND u.deleted_at IS NULL
               ORDER BY u.username_key
               LIMIT most)
              UNION ALL
              (SELECT u.id, u.username, u.full_name, u.username_key, 1
               FROM app.users AS u
               WHERE u.search_vector @@ words
                 AND NOT starts_with(u.username_key, start)
                 AND u.deleted_at IS NULL
               LIMIT 2000)) AS f
        ORDER BY f.place, f.username_key
        LIMIT most;
END
$$;

ALTER FUNCTION app.suggest_members(text, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.suggest_members(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.suggest_members(text, integer) TO app_api;

-- A page of the members: 'newest', 'oldest' (by when they joined, and id) or 'username'. The rows come in their order. It runs as
-- app_reader because a view that is a barrier cannot hand on the order of an index: it would sort all users for each page.
CREATE OR REPLACE FUNCTION app.member_page(
    sort text, after_at timestamptz, after_id uuid, after_name text, skipped integer, wanted integer)
    RETURNS TABLE (
        id uuid, username text, full_name text, role text, version integer, created_at timestamptz, updated_at timestamptz)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 100
AS $$
#variable_conflict use_column
BEGIN
    IF sort = 'newest' THEN
        RETURN QUERY
            SELECT u.id, u.username, u.full_name, u.role, u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.created_at, u.id) < (after_at, after_id)
            ORDER BY u.created_at DESC, u.id DESC
            LIMIT least(wanted, 1001)
            OFFSET skipped;
    ELSIF sort = 'oldest' THEN
        RETURN QUERY
            SELECT u.id, u.username, u.full_name, u.role, u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND (u.created_at, u.id) > (after_at, after_id)
            ORDER BY u.created_at, u.id
            LIMIT least(wanted, 1001)
            OFFSET skipped;
    ELSIF sort = 'username' THEN
        RETURN QUERY
            SELECT u.id, u.username, u.full_name, u.role, u.version, u.created_at, u.updated_at
            FROM app.users AS u
            WHERE u.deleted_at IS NULL
              AND u.username_key > lower(after_name)
            ORDER BY u.username_key
            LIMIT least(wanted, 1001)
            OFFSET skipped;
    END IF;
END
$$;

ALTER FUNCTION app.member_page(text, timestamptz, uuid, text, integer, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.member_page(text, timestamptz, uuid, text, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.member_page(text, timestamptz, uuid, text, integer, integer) TO app_api;

-- How many members app.search_members finds in all its pages.
CREATE OR REPLACE FUNCTION app.count_members(term text) RETURNS bigint
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    words   tsquery := coalesce(app.search_query('simple', term), '');
    pattern text := '%' || replace(replace(replace(lower(term), '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    RETURN (
        SELECT count(*)
        FROM app.users AS u
        WHERE u.deleted_at IS NULL
          AND (u.search_vector @@ words OR u.username_key LIKE pattern OR lower(u.full_name) LIKE pattern));
END
$$;

ALTER FUNCTION app.count_members(text) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.count_members(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_members(text) TO app_api;
