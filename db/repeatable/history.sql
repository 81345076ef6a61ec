-- The audit: what its triggers share, who may read addresses, and the partitions. The trigger functions stand with their nouns, and each
-- lists the members that it keeps: nothing secret can slip in, and a new column is out until it is added there. A change that moves the
-- version is one entry, so entries are the versions; an account has one for a new password as well, which moves no version.

-- The members that differ between two objects of the same members, with their values before and after. Without a search_path of its own, so
-- that it is inlined; the names in it were resolved when it was made.
CREATE OR REPLACE FUNCTION app.changes(one jsonb, other jsonb) RETURNS TABLE (changed text[], before jsonb, after jsonb)
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    ROWS 1
BEGIN ATOMIC
    SELECT coalesce(array_agg(o.key ORDER BY o.key), '{}'),
           coalesce(jsonb_object_agg(o.key, o.value), '{}'),
           coalesce(jsonb_object_agg(o.key, n.value), '{}')
    FROM jsonb_each(one) AS o
    JOIN jsonb_each(other) AS n ON n.key = o.key
    WHERE o.value <> n.value;
END;

-- From where the actor made changes to what is theirs. The one way for the runtime to read app.audit.client_address: a row also notes
-- where a moderator was who changed what another user owns.
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

-- Makes the partitions of so many coming months, and returns how many were missing.
CREATE OR REPLACE FUNCTION app.ensure_audit_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.require_actor('system');
    RETURN app.make_partitions('audit', 'month', months_ahead);
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.changes(jsonb, jsonb), app.own_addresses(), app.ensure_audit_partitions(integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.own_addresses(), app.ensure_audit_partitions(integer) TO app_api;
