-- Purges expired idempotency keys and their cached responses.

-- Runs as the owner because the runtime may not delete these rows itself. The term stands in the row and the comparison here, so that
-- injected SQL cannot use it to make a retry have its effect again. SKIP LOCKED: several instances share the work.
CREATE OR REPLACE FUNCTION app.purge_idempotency_keys(most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.idempotency_keys AS k
    USING (SELECT o.owner_id, o.key_hash
           FROM app.idempotency_keys AS o
           WHERE o.expires_at < now()
           ORDER BY o.expires_at
           LIMIT most
           FOR UPDATE SKIP LOCKED) AS old
    WHERE k.owner_id = old.owner_id
      AND k.key_hash = old.key_hash;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

-- ops_maintain: a former grant, which nothing used.
REVOKE EXECUTE ON FUNCTION app.purge_idempotency_keys(integer) FROM PUBLIC, ops_maintain;
GRANT EXECUTE ON FUNCTION app.purge_idempotency_keys(integer) TO app_api;
