-- The audit of posts, comments and profiles. Each function lists the members that it keeps: nothing secret can slip in, and a new
-- column is out until somebody adds it here. A change that moves the version is one entry, so entries are the versions.

CREATE OR REPLACE FUNCTION app.posts_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who     uuid;
    in_role text;
BEGIN
    SELECT a.actor_id, a.actor_role INTO who, in_role FROM app.actor() AS a;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role)
        SELECT 'posts', a.id, a.author_id, a.version, 'insert', who, in_role FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role)
        SELECT 'posts', r.id, r.author_id, r.version, 'delete', who, in_role FROM removed AS r;
    ELSE
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role)
        SELECT 'posts', a.id, a.author_id, a.version, 'update', d.changed, d.before, d.after, who, in_role
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
    who     uuid;
    in_role text;
BEGIN
    SELECT a.actor_id, a.actor_role INTO who, in_role FROM app.actor() AS a;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role)
        SELECT 'comments', a.id, a.author_id, a.version, 'insert', who, in_role FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role)
        SELECT 'comments', r.id, r.author_id, r.version, 'delete', who, in_role FROM removed AS r;
    ELSE
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role)
        SELECT 'comments', a.id, a.author_id, a.version, 'update', d.changed, d.before, d.after, who, in_role
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
    who     uuid;
    in_role text;
BEGIN
    SELECT a.actor_id, a.actor_role INTO who, in_role FROM app.actor() AS a;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'insert', who, in_role FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role)
        SELECT 'user_profiles', r.user_id, r.user_id, r.version, 'delete', who, in_role FROM removed AS r;
    ELSE
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role)
        SELECT 'user_profiles', a.user_id, a.user_id, a.version, 'update', d.changed, d.before, d.after, who, in_role
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
    app.posts_audited(), app.comments_audited(), app.user_profiles_audited(), app.ensure_audit_partitions(integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ensure_audit_partitions(integer) TO app_api;
