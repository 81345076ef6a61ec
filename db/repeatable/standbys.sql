-- Reads from standbys.

-- The first statement of a read that a standby answers: waits until it has replayed the log up to this position, or all that it has
-- received where the position is null. The statements behind it take their snapshots later, so they see at least that much. AG003 sends
-- the read to the primary; so it does on a server that has been promoted, which need not be the one that takes changes now.
CREATE OR REPLACE FUNCTION app.wait_for_replay(up_to pg_lsn, milliseconds integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deadline CONSTANT timestamptz := clock_timestamp() + milliseconds * interval '1 millisecond';
    target   CONSTANT pg_lsn      := coalesce(up_to, pg_last_wal_receive_lsn(), '0/0');
BEGIN
    LOOP
        IF NOT pg_is_in_recovery() THEN
            RAISE EXCEPTION 'this server is no standby' USING ERRCODE = 'AG003';
        END IF;

        EXIT WHEN pg_last_wal_replay_lsn() >= target;

        IF clock_timestamp() >= deadline THEN
            RAISE EXCEPTION 'the standby has replayed % and not %', pg_last_wal_replay_lsn(), target USING ERRCODE = 'AG003';
        END IF;

        PERFORM pg_sleep(0.001);
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION app.wait_for_replay(pg_lsn, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.wait_for_replay(pg_lsn, integer) TO app_api;
