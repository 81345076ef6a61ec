-- The event log: what changed, for those who keep a copy or want to hear of it at once. Triggers write an event in the transaction of its
-- change. Readers read in batches of whole transactions (build/decisions/0056-event-log.md). Partitioned by day, so that old events go
-- without a DELETE; app.purge_events makes the coming days, and a day without one lands in the default.

CREATE TABLE app.event_log (
    id          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    occurred_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    xid         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    event_id    uuid        NOT NULL DEFAULT gen_random_uuid(),
    type        text        NOT NULL CONSTRAINT event_log_type_check CHECK (type ~ '^[a-z_]{1,30}\.[a-z_]{1,30}$'),
    audience    text        NOT NULL CONSTRAINT event_log_audience_check CHECK (
                                audience IN ('public', 'members', 'post', 'comment', 'post_gone', 'comment_gone', 'person', 'staff', 'admins')),
    subject_id  uuid        NOT NULL,
    post_id     uuid,
    comment_id  uuid,
    owner_id    uuid        NOT NULL,
    user_id     uuid,
    version     integer,
    CONSTRAINT event_log_pkey PRIMARY KEY (id, occurred_at)
) PARTITION BY RANGE (occurred_at);

COMMENT ON TABLE app.event_log IS
    'Changes as events, by triggers; append-only. Ids and no contents: what an id stands for is read where it is, by those who may. Natural key: none.';
COMMENT ON COLUMN app.event_log.id IS 'Drawn under the lock of the changed row, so that events of one row are in the order of its changes.';
COMMENT ON COLUMN app.event_log.xid IS 'The transaction, which decides the batch.';
COMMENT ON COLUMN app.event_log.event_id IS 'Stays the same wherever the event is delivered, so that receivers can recognize a repetition.';
COMMENT ON COLUMN app.event_log.type IS 'What changed and how, such as post.published.';
COMMENT ON COLUMN app.event_log.audience IS 'Who may see it; app.event_is_shown has the rules.';
COMMENT ON COLUMN app.event_log.subject_id IS 'Of what the type names first: a post, a comment, an account, a file, a case; of a follow, the followed account.';
COMMENT ON COLUMN app.event_log.post_id IS 'The post that it is about or below; null for neither.';
COMMENT ON COLUMN app.event_log.comment_id IS 'The comment that it is about; null when it is about none.';
COMMENT ON COLUMN app.event_log.owner_id IS 'Whose it is: the author, the follower, the account, or the author whom a case is about.';
COMMENT ON COLUMN app.event_log.user_id IS 'Another account that it names, such as the followed one; null for none.';
COMMENT ON COLUMN app.event_log.version IS 'Of the row after the change; null for what has none.';

CREATE TABLE app.event_log_default PARTITION OF app.event_log DEFAULT;
-- migrate: allow=PGM416 reason="a partition is read through functions of the owner alone"
ALTER TABLE app.event_log_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.event_log_default FORCE ROW LEVEL SECURITY;

-- The events of a batch, by the transactions in it.
CREATE INDEX event_log_xid_idx ON app.event_log (xid);

CREATE TABLE app.event_batches (
    id          bigint      NOT NULL CONSTRAINT event_batches_pkey PRIMARY KEY,
    snapshot    pg_snapshot NOT NULL,
    server_id   bigint      NOT NULL,
    event_count bigint      NOT NULL,
    last_id     bigint      NOT NULL,
    first_at    timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT statement_timestamp()
);

COMMENT ON TABLE app.event_batches IS
    'The events that one snapshot sees and the one before it did not. Without gaps in their ids; the oldest row only says where reading begins. Natural key: id.';
COMMENT ON COLUMN app.event_batches.snapshot IS 'What had been committed when the batch was closed.';
COMMENT ON COLUMN app.event_batches.server_id IS 'The system identifier of the server that the snapshot is of.';
COMMENT ON COLUMN app.event_batches.last_id IS 'The largest id of its events.';
COMMENT ON COLUMN app.event_batches.first_at IS 'When the oldest of its events occurred.';
COMMENT ON COLUMN app.event_batches.last_at IS 'When the latest of its events occurred.';

-- Sees nothing, so that the first batch holds everything.
INSERT INTO app.event_batches (id, snapshot, server_id, event_count, last_id, first_at, last_at)
SELECT 1, '1:1:', c.system_identifier, 0, 0, now(), now()
FROM pg_control_system() AS c;

-- Called by functions of repeatable files that are applied before the one of partitions.

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
-- table while others wait behind it, so it gives up soon: the next run tries again.
CREATE OR REPLACE FUNCTION app.drop_partitions(parent text, before timestamptz) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '200ms'
AS $$
DECLARE
    part    text;
    dropped integer := 0;
BEGIN
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
