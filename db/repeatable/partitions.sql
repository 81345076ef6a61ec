-- Tables that are partitioned by time (app.audit by month, app.event_log by day): the partitions to come, and those that go. Called by
-- functions of the owner alone, since no other role may create or drop a table; the lock makes several hosts take turns.

-- Makes the partitions of so many coming months or days, and returns how many were missing. Never that of the running one: a writer that
-- has chosen the default partition and waits for the lock of ATTACH would find its row excluded from it, and fail. What was written before
-- the first call stays in the default. ATTACH waits for who uses the table while others wait behind it, so it gives up soon: the next run
-- tries again.
CREATE OR REPLACE FUNCTION app.make_partitions(parent text, unit text, ahead integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '200ms'
AS $$
DECLARE
    step    CONSTANT interval := '1 ' || unit;
    running CONSTANT timestamp := date_trunc(unit, statement_timestamp() AT TIME ZONE 'UTC');
    starts  timestamptz;
    ends    timestamptz;
    part    text;
    made    integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('app.partitions ' || parent));
    FOR place IN 1 .. least(ahead, 12) LOOP
        starts := (running + place * step) AT TIME ZONE 'UTC';
        ends := (running + (place + 1) * step) AT TIME ZONE 'UTC';
        part := parent || to_char(starts AT TIME ZONE 'UTC', CASE unit WHEN 'month' THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END);
        CONTINUE WHEN to_regclass('app.' || part) IS NOT NULL;

        EXECUTE format('CREATE TABLE app.%I (LIKE app.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE app.%I ATTACH PARTITION app.%I FOR VALUES FROM (%L) TO (%L)', parent, part, starts, ends);
        made := made + 1;
    END LOOP;
    RETURN made;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END
$$;

-- Drops the partitions whose days are all before a time, and returns how many it dropped. DROP waits for every transaction that uses the
-- table while others wait behind it, so it gives up soon: the next run tries again. So it does during an upgrade of the server
-- (agora cluster upgrade), which does not hand DROP on: the rows would stay on the other server.
CREATE OR REPLACE FUNCTION app.drop_partitions(parent text, before timestamptz) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '200ms'
AS $$
DECLARE
    part    text;
    dropped integer := 0;
BEGIN
    IF EXISTS (SELECT FROM pg_publication AS p WHERE p.pubname = 'agora_upgrade') THEN
        RETURN 0;
    END IF;

    PERFORM pg_advisory_xact_lock(hashtext('app.partitions ' || parent));
    FOR part IN
        SELECT c.relname
        FROM pg_inherits AS i
        JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('app.' || parent)
          AND (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz <= before
        ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE app.%I', part);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 0;
END
$$;

REVOKE EXECUTE ON FUNCTION app.make_partitions(text, text, integer), app.drop_partitions(text, timestamptz) FROM PUBLIC;
