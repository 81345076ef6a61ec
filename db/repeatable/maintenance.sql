-- What the nightly maintenance needs of the owner of the tables: rows moved to the front of a bloated table, and the leftovers of a
-- rebuild removed. Neither changes a value. For ops_maintain.

-- Moves the rows of the pages from "low" to below "high" to free space elsewhere, by updating them to what they are until their new
-- versions lie before "low"; returns how many rows are left there. A vacuum can then give the end of the table back. Readers are not
-- blocked, because they see the old versions; rows that a writer has locked are skipped, and a writer waits no longer than this takes.
-- Triggers do not fire, since nothing changes: neither do counters count nor does the history grow. After "most" updates of a row its page
-- is not full, which only others who insert at the same time can cause.
CREATE OR REPLACE FUNCTION app.compact_pages(target regclass, low bigint, high bigint) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '50ms'
AS $$
DECLARE
    most constant integer := 300;
    named text;
    set_column text;
    behind bigint;
BEGIN
    SELECT format('%I.%I', n.nspname, c.relname) INTO named
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = target AND c.relkind = 'r' AND c.relowner = 'app_owner'::regrole;

    -- A column that may be set, the smallest kind first. Its value stays.
    SELECT format('%I', a.attname) INTO set_column
    FROM pg_attribute AS a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
    ORDER BY a.attlen < 0, a.attlen, a.attnum
    LIMIT 1;
    IF named IS NULL OR set_column IS NULL THEN
        RAISE EXCEPTION 'the rows of % cannot be moved', target USING ERRCODE = '0A000';
    END IF;

    PERFORM set_config('session_replication_role', 'replica', true);
    FOR round IN 1..most LOOP
        EXECUTE format(
            'WITH here AS (SELECT h.ctid FROM ONLY %1$s AS h WHERE h.ctid >= %3$L AND h.ctid < %4$L FOR NO KEY UPDATE SKIP LOCKED), '
            'moved AS (UPDATE ONLY %1$s AS t SET %2$s = t.%2$s FROM here WHERE t.ctid = here.ctid RETURNING t.ctid) '
            'SELECT count(*) FROM moved AS m WHERE m.ctid >= %3$L',
            named, set_column, format('(%s,0)', low), format('(%s,0)', high)) INTO behind;
        EXIT WHEN behind = 0;
    END LOOP;

    EXECUTE format('SELECT count(*) FROM ONLY %s AS h WHERE h.ctid >= %L AND h.ctid < %L',
        named, format('(%s,0)', low), format('(%s,0)', high)) INTO behind;
    PERFORM set_config('session_replication_role', 'origin', true);
    RETURN behind;
END
$$;

-- Removes an invalid index that a REINDEX CONCURRENTLY left; false when it is none. It needs the table for itself for a moment, so it
-- waits hardly for it, and never behind a rebuild that is under way: readers would wait behind it.
CREATE OR REPLACE FUNCTION app.drop_invalid_index(target regclass) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '50ms'
AS $$
DECLARE
    named text;
BEGIN
    SELECT format('%I.%I', n.nspname, c.relname) INTO named
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE i.indexrelid = target AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND c.relowner = 'app_owner'::regrole;
    IF named IS NULL THEN
        RETURN false;
    END IF;

    EXECUTE 'DROP INDEX ' || named;
    RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION app.compact_pages(regclass, bigint, bigint), app.drop_invalid_index(regclass) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.compact_pages(regclass, bigint, bigint), app.drop_invalid_index(regclass) TO ops_maintain;
