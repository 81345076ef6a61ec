-- The audit of posts, comments, profiles and accounts. Each function lists the members that it keeps: nothing secret can slip in, and a
-- new column is out until somebody adds it here. A change that moves the version is one entry, so entries are the versions; an account
-- has one for a new password as well, which moves no version.

CREATE OR REPLACE FUNCTION app.posts_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    origin record;
BEGIN
    origin := app.origin();
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'posts', a.id, a.author_id, a.version, 'insert', origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'posts', r.id, r.author_id, r.version, 'delete', origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM removed AS r;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'posts', a.id, a.author_id, a.version, 'update', d.changed, d.before, d.after, origin.actor_id, origin.actor_role,
               origin.request_id, origin.client_address
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(o.key ORDER BY o.key), '{}') AS changed,
                   coalesce(jsonb_object_agg(o.key, o.value), '{}') AS before,
                   coalesce(jsonb_object_agg(o.key, n.value), '{}') AS after
            FROM jsonb_each(jsonb_build_object(
                     'title', r.title, 'body', r.body, 'language', r.language, 'tags', r.tags, 'metadata', r.metadata, 'status', r.status,
                     'published_at', r.published_at, 'deleted_at', r.deleted_at, 'deleted_by', r.deleted_by)) AS o
            JOIN jsonb_each(jsonb_build_object(
                     'title', a.title, 'body', a.body, 'language', a.language, 'tags', a.tags, 'metadata', a.metadata, 'status', a.status,
                     'published_at', a.published_at, 'deleted_at', a.deleted_at, 'deleted_by', a.deleted_by)) AS n ON n.key = o.key
            WHERE o.value <> n.value) AS d
        WHERE a.version <> r.version;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.comments_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    origin record;
BEGIN
    origin := app.origin();
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'comments', a.id, a.author_id, a.version, 'insert',
               origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'comments', r.id, r.author_id, r.version, 'delete',
               origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM removed AS r;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'comments', a.id, a.author_id, a.version, 'update', d.changed, d.before, d.after, origin.actor_id, origin.actor_role,
               origin.request_id, origin.client_address
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(o.key ORDER BY o.key), '{}') AS changed,
                   coalesce(jsonb_object_agg(o.key, o.value), '{}') AS before,
                   coalesce(jsonb_object_agg(o.key, n.value), '{}') AS after
            FROM jsonb_each(jsonb_build_object(
                     'body', r.body, 'is_approved', r.is_approved, 'deleted_at', r.deleted_at, 'deleted_by', r.deleted_by)) AS o
            JOIN jsonb_each(jsonb_build_object(
                     'body', a.body, 'is_approved', a.is_approved, 'deleted_at', a.deleted_at, 'deleted_by', a.deleted_by)) AS n ON n.key = o.key
            WHERE o.value <> n.value) AS d
        WHERE a.version <> r.version;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.user_profiles_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    origin record;
BEGIN
    origin := app.origin();
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'insert',
               origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', r.user_id, r.user_id, r.version, 'delete',
               origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM removed AS r;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'update', d.changed, d.before, d.after, origin.actor_id, origin.actor_role,
               origin.request_id, origin.client_address
        FROM added AS a
        JOIN removed AS r ON r.user_id = a.user_id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(o.key ORDER BY o.key), '{}') AS changed,
                   coalesce(jsonb_object_agg(o.key, o.value), '{}') AS before,
                   coalesce(jsonb_object_agg(o.key, n.value), '{}') AS after
            FROM jsonb_each(jsonb_build_object('bio', r.bio, 'avatar_url', r.avatar_url, 'social_links', r.social_links)) AS o
            JOIN jsonb_each(jsonb_build_object('bio', a.bio, 'avatar_url', a.avatar_url, 'social_links', a.social_links)) AS n ON n.key = o.key
            WHERE o.value <> n.value) AS d
        WHERE a.version <> r.version;
    END IF;
    RETURN NULL;
END
$$;

-- A password is named among the members that changed, without a value. The condition of the trigger leaves out sign-ins, which may replace
-- a password's hash by a better one.
CREATE OR REPLACE FUNCTION app.users_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    origin  record;
    changes record;
BEGIN
    origin := app.origin();
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'users', a.id, a.id, a.version, 'insert', origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'users', r.id, r.id, r.version, 'delete', origin.actor_id, origin.actor_role, origin.request_id, origin.client_address
        FROM removed AS r;
    ELSE
        SELECT coalesce(array_agg(o.key ORDER BY o.key), '{}') AS members,
               coalesce(jsonb_object_agg(o.key, o.value), '{}') AS before,
               coalesce(jsonb_object_agg(o.key, n.value), '{}') AS after
        INTO changes
        FROM jsonb_each(jsonb_build_object(
                 'email', OLD.email, 'email_verified_at', OLD.email_verified_at, 'pending_email', OLD.pending_email,
                 'username', OLD.username, 'full_name', OLD.full_name, 'role', OLD.role, 'is_active', OLD.is_active, 'deleted_at', OLD.deleted_at)) AS o
        JOIN jsonb_each(jsonb_build_object(
                 'email', NEW.email, 'email_verified_at', NEW.email_verified_at, 'pending_email', NEW.pending_email,
                 'username', NEW.username, 'full_name', NEW.full_name, 'role', NEW.role, 'is_active', NEW.is_active, 'deleted_at', NEW.deleted_at)) AS n ON n.key = o.key
        WHERE o.value <> n.value;
        IF NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN
            changes.members := changes.members || 'password'::text;
        END IF;

        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        VALUES (
            'users', NEW.id, NEW.id, NEW.version, 'update', changes.members, changes.before, changes.after,
            origin.actor_id, origin.actor_role, origin.request_id, origin.client_address);
    END IF;
    RETURN NULL;
END
$$;

-- From where the actor made changes to what is theirs. The one way for the runtime to read app.audit.client_address: a row also notes
-- where a moderator was who changed what somebody else owns.
CREATE OR REPLACE FUNCTION app.own_addresses() RETURNS TABLE (occurred_at timestamptz, id uuid, client_address inet)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 1000
AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    RETURN QUERY
        SELECT a.occurred_at, a.id, a.client_address
        FROM app.audit AS a
        WHERE a.owner_id = me AND a.actor_id = me AND a.client_address IS NOT NULL;
END
$$;

-- Makes the partitions of so many coming months, and returns how many were missing. Never that of the running month: a writer that has
-- chosen the default partition and waits for the lock of ATTACH would find its row excluded from it, and fail. What was written before
-- the first call stays in the default. Runs as the owner, since nobody else may create a table; the lock makes several hosts take turns.
CREATE OR REPLACE FUNCTION app.ensure_audit_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_month CONSTANT timestamp := date_trunc('month', statement_timestamp() AT TIME ZONE 'UTC');
    starts     timestamptz;
    ends       timestamptz;
    part       text;
    made       integer := 0;
BEGIN
    PERFORM app.require_actor('system');
    PERFORM pg_advisory_xact_lock(hashtext('app.audit.partitions'));
    FOR ahead IN 1 .. least(months_ahead, 12) LOOP
        starts := (this_month + ahead * interval '1 month') AT TIME ZONE 'UTC';
        ends := (this_month + (ahead + 1) * interval '1 month') AT TIME ZONE 'UTC';
        part := 'audit_' || to_char(starts AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN to_regclass('app.' || part) IS NOT NULL;

        EXECUTE format('CREATE TABLE app.%I (LIKE app.audit INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE app.audit ATTACH PARTITION app.%I FOR VALUES FROM (%L) TO (%L)', part, starts, ends);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.posts_audited(), app.comments_audited(), app.user_profiles_audited(), app.users_audited(), app.own_addresses(),
    app.ensure_audit_partitions(integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.own_addresses(), app.ensure_audit_partitions(integer) TO app_api;
