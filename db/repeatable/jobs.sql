-- The job queue. All times are those of the database, so that the clocks of workers do not matter.
-- Lock order: the advisory lock of the claim, then rows of app.jobs. A claim skips locked rows.

-- Gives up to "wanted" due jobs to a worker, in the order of their priority, within a priority by the oldest job of a kind. "kinds" are
-- those that the worker knows, with the latest version of their payload and how many of a kind may run at once (null: no limit).
-- SKIP LOCKED: two workers take different jobs. A statement in a loop sees what others have committed before it, so the count of running
-- jobs is exact under the advisory lock.
CREATE OR REPLACE FUNCTION app.claim_jobs(
    claimer text, kinds text[], versions integer[], limits integer[], wanted integer, lease interval)
    RETURNS TABLE (
        id uuid, kind text, payload text, payload_version integer, attempt integer, attempts_max integer, fencing_token integer,
        progress bigint)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    head record;
    free integer;
    left_over integer := wanted;
    taken integer;
BEGIN
    PERFORM app.require_actor('system');

    FOR head IN
        SELECT k.kind, k.version, coalesce(s.concurrency_max, k.most) AS most, p.priority
        FROM unnest(kinds, versions, limits) AS k (kind, version, most)
        LEFT JOIN app.job_kinds AS s ON s.kind = k.kind
        CROSS JOIN (VALUES (1::smallint), (2::smallint), (3::smallint)) AS p (priority)
        CROSS JOIN LATERAL (
            SELECT q.due_at
            FROM app.jobs AS q
            WHERE q.state = 'queued'
              AND q.kind = k.kind
              AND q.priority = p.priority
              AND q.due_at <= statement_timestamp()
              AND q.payload_version <= k.version
            ORDER BY q.due_at
            LIMIT 1) AS o
        WHERE s.paused IS NOT TRUE
        ORDER BY p.priority, o.due_at
    LOOP
        free := left_over;
        IF head.most IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('app.claim_jobs'));
            SELECT least(left_over, head.most - count(*)) INTO free
            FROM app.jobs AS r
            WHERE r.kind = head.kind AND r.state = 'running';
        END IF;

        RETURN QUERY
            WITH due AS (
                SELECT q.id
                FROM app.jobs AS q
                WHERE q.state = 'queued'
                  AND q.kind = head.kind
                  AND q.priority = head.priority
                  AND q.due_at <= statement_timestamp()
                  AND q.payload_version <= head.version
                ORDER BY q.due_at, q.id
                LIMIT greatest(free, 0)
                FOR UPDATE SKIP LOCKED
            )
            UPDATE app.jobs AS j
            SET state = 'running',
                attempt = j.attempt + 1,
                fencing_token = j.fencing_token + 1,
                worker = claimer,
                lease_until = statement_timestamp() + lease,
                started_at = statement_timestamp()
            FROM due AS d
            WHERE j.id = d.id
            RETURNING j.id, j.kind, j.payload::text, j.payload_version, j.attempt, j.attempts_max, j.fencing_token, j.progress;
        GET DIAGNOSTICS taken = ROW_COUNT;
        left_over := left_over - taken;
        EXIT WHEN left_over <= 0;
    END LOOP;
END
$$;

-- Takes back the jobs whose lease is over; returns how many. A job is queued again until its attempts are used up; one that was asked to
-- stop is cancelled. SKIP LOCKED: a worker that is storing an outcome is alive.
CREATE OR REPLACE FUNCTION app.release_jobs() RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    released integer;
BEGIN
    PERFORM app.require_actor('system');

    WITH expired AS (
        SELECT j.id,
               CASE WHEN j.cancel_requested_at IS NOT NULL THEN 'cancelled'
                    WHEN j.attempt >= j.attempts_max THEN 'failed'
                    ELSE 'queued' END AS next_state
        FROM app.jobs AS j
        WHERE j.state = 'running'
          AND j.lease_until < statement_timestamp()
        FOR UPDATE SKIP LOCKED
    )
    UPDATE app.jobs AS j
    SET state = e.next_state,
        worker = NULL,
        lease_until = NULL,
        error_code = 'job.lease_lost',
        error_message = 'The worker stopped without storing an outcome.',
        finished_at = CASE WHEN e.next_state <> 'queued' THEN statement_timestamp() END
    FROM expired AS e
    WHERE j.id = e.id;
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released;
END
$$;

-- Fails up to "most" jobs that have been due for "grace" and that no worker knows how to run; returns how many. The grace outlasts a
-- deployment, during which old workers do not know what new ones queue.
CREATE OR REPLACE FUNCTION app.fail_unknown_jobs(kinds text[], versions integer[], grace interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    failed integer;
BEGIN
    PERFORM app.require_actor('system');

    WITH unknown AS (
        SELECT j.id, k.version
        FROM app.jobs AS j
        LEFT JOIN unnest(kinds, versions) AS k (kind, version) ON k.kind = j.kind
        WHERE j.state = 'queued'
          AND j.due_at < statement_timestamp() - grace
          AND (k.version IS NULL OR j.payload_version > k.version)
        LIMIT most
        FOR UPDATE OF j SKIP LOCKED
    )
    UPDATE app.jobs AS j
    SET state = 'failed',
        error_code = CASE WHEN u.version IS NULL THEN 'job.kind_unknown' ELSE 'job.payload_newer' END,
        error_message = CASE WHEN u.version IS NULL THEN 'No worker knows this kind of job.'
                             ELSE 'No worker knows this version of the payload.' END,
        finished_at = statement_timestamp()
    FROM unknown AS u
    WHERE j.id = u.id;
    GET DIAGNOSTICS failed = ROW_COUNT;
    RETURN failed;
END
$$;

-- Deletes up to "most" finished jobs that were kept for their time; returns how many. Each statement reads the index of its states, so
-- that those which are kept for longer are not read again and again.
CREATE OR REPLACE FUNCTION app.purge_jobs(succeeded_for interval, others_for interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    succeeded integer;
    others integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.jobs AS j
    USING (SELECT o.id
           FROM app.jobs AS o
           WHERE o.state = 'succeeded'
             AND o.finished_at < statement_timestamp() - succeeded_for
           ORDER BY o.finished_at
           LIMIT most
           FOR UPDATE SKIP LOCKED) AS old
    WHERE j.id = old.id;
    GET DIAGNOSTICS succeeded = ROW_COUNT;

    DELETE FROM app.jobs AS j
    USING (SELECT o.id
           FROM app.jobs AS o
           WHERE o.state IN ('failed', 'cancelled')
             AND o.finished_at < statement_timestamp() - others_for
           ORDER BY o.finished_at
           LIMIT most - succeeded
           FOR UPDATE SKIP LOCKED) AS old
    WHERE j.id = old.id;
    GET DIAGNOSTICS others = ROW_COUNT;
    RETURN succeeded + others;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.claim_jobs(text, text[], integer[], integer[], integer, interval),
    app.release_jobs(),
    app.fail_unknown_jobs(text[], integer[], interval, integer),
    app.purge_jobs(interval, interval, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.claim_jobs(text, text[], integer[], integer[], integer, interval),
    app.release_jobs(),
    app.fail_unknown_jobs(text[], integer[], interval, integer),
    app.purge_jobs(interval, interval, integer)
    TO app_api;
