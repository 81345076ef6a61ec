-- For backups: which tables are compared after a restore, and a moment in which nothing is written to them. For ops_backup.

CREATE OR REPLACE FUNCTION app.backed_up_tables() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = pg_catalog
BEGIN ATOMIC
    SELECT c.oid::regclass::text
    FROM pg_class AS c
    WHERE c.relnamespace = 'app'::regnamespace
      AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition
      AND c.relpersistence = 'p'
    ORDER BY 1;
END;

COMMENT ON FUNCTION app.backed_up_tables() IS
    'Tables whose rows are counted and summed behind a backup. Unlogged ones are empty after a restore.';

CREATE OR REPLACE FUNCTION app.table_figures(target regclass, OUT row_count bigint, OUT checksum text)
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = pg_catalog
AS $$
BEGIN
    EXECUTE format('SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM %s AS t', target)
        INTO row_count, checksum;
END
$$;

COMMENT ON FUNCTION app.table_figures(regclass) IS 'Rows of a table, and the sum of their hashes, in which their order does not matter.';

-- SHARE lets readers read, and a writer has ended once it is had. Vacuum conflicts with it: such a table is left.
CREATE OR REPLACE FUNCTION app.hold_writes(patience interval) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    held_until CONSTANT timestamptz := clock_timestamp() + least(patience, interval '5 seconds');
    target text;
BEGIN
    FOR target IN SELECT app.backed_up_tables() LOOP
        PERFORM set_config(
            'lock_timeout',
            greatest(1, extract(epoch FROM least(held_until - clock_timestamp(), interval '300 milliseconds')) * 1000)::integer::text,
            true);
        BEGIN
            EXECUTE format('LOCK TABLE %s IN SHARE MODE', target);
        EXCEPTION
            WHEN lock_not_available THEN
                RETURN NEXT target;
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', '0', true);
END
$$;

COMMENT ON FUNCTION app.hold_writes(interval) IS
    'Holds writers of all tables until the transaction ends, and gives the tables that it could not hold within the time.';

REVOKE EXECUTE ON FUNCTION app.backed_up_tables(), app.table_figures(regclass), app.hold_writes(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.backed_up_tables(), app.table_figures(regclass), app.hold_writes(interval) TO ops_backup;
