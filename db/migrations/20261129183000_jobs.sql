-- The job queue: what is to be done outside of requests. Workers take jobs with FOR UPDATE SKIP LOCKED (app.claim_jobs) and hold them by a
-- lease. The fencing token grows with each claim; a worker that lost its lease holds an old one, and cannot store an outcome.

CREATE TABLE app.jobs (
    id                  uuid        NOT NULL CONSTRAINT jobs_pkey PRIMARY KEY,
    kind                text        NOT NULL CONSTRAINT jobs_kind_check CHECK (kind ~ '^[a-z][a-z0-9_.]{0,62}$'),
    payload             jsonb       NOT NULL CONSTRAINT jobs_payload_check CHECK (
                                        jsonb_typeof(payload) = 'object' AND octet_length(payload::text) <= 65536),
    payload_version     integer     NOT NULL CONSTRAINT jobs_payload_version_check CHECK (payload_version >= 1),
    priority            smallint    NOT NULL CONSTRAINT jobs_priority_check CHECK (priority BETWEEN 1 AND 3),
    unique_key          text        CONSTRAINT jobs_unique_key_check CHECK (char_length(unique_key) BETWEEN 1 AND 200),
    state               text        NOT NULL DEFAULT 'queued' CONSTRAINT jobs_state_check CHECK (
                                        state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    due_at              timestamptz NOT NULL,
    attempt             integer     NOT NULL DEFAULT 0 CONSTRAINT jobs_attempt_check CHECK (attempt >= 0),
    attempts_max        integer     NOT NULL CONSTRAINT jobs_attempts_max_check CHECK (attempts_max BETWEEN 1 AND 100),
    fencing_token       integer     NOT NULL DEFAULT 0 CONSTRAINT jobs_fencing_token_check CHECK (fencing_token >= 0),
    worker              text        CONSTRAINT jobs_worker_check CHECK (char_length(worker) BETWEEN 1 AND 200),
    lease_until         timestamptz,
    started_at          timestamptz,
    progress            bigint      NOT NULL DEFAULT 0 CONSTRAINT jobs_progress_check CHECK (progress >= 0),
    cancel_requested_at timestamptz,
    error_code          text        CONSTRAINT jobs_error_code_check CHECK (char_length(error_code) BETWEEN 1 AND 100),
    error_message       text        CONSTRAINT jobs_error_message_check CHECK (char_length(error_message) <= 500),
    created_at          timestamptz NOT NULL DEFAULT now(),
    finished_at         timestamptz,
    CONSTRAINT jobs_lease_check CHECK ((state = 'running') = (lease_until IS NOT NULL) AND (state = 'running') = (worker IS NOT NULL)),
    CONSTRAINT jobs_finished_at_check CHECK ((state IN ('queued', 'running')) = (finished_at IS NULL)),
    CONSTRAINT jobs_error_check CHECK ((error_code IS NULL) = (error_message IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

COMMENT ON TABLE app.jobs IS 'Work outside of requests, and what became of it. Natural key: none; unique_key for unfinished jobs of a kind.';
COMMENT ON COLUMN app.jobs.kind IS 'What runs it. A kind that no worker knows stays queued, and fails after a day.';
COMMENT ON COLUMN app.jobs.payload IS 'Its parameters. Admins read them, so they hold no secrets.';
COMMENT ON COLUMN app.jobs.payload_version IS 'Workers leave versions alone that are later than the one they know.';
COMMENT ON COLUMN app.jobs.priority IS '1 high, 2 normal, 3 low.';
COMMENT ON COLUMN app.jobs.unique_key IS 'At most one unfinished job of the kind has it. Null for no limit.';
COMMENT ON COLUMN app.jobs.attempt IS 'Claims that count; a job that a stopping worker gave back was not attempted.';
COMMENT ON COLUMN app.jobs.fencing_token IS 'Claims in all. An outcome is stored for the current one only.';
COMMENT ON COLUMN app.jobs.worker IS 'The process that runs it: host name, process id, random suffix. Null unless it runs.';
COMMENT ON COLUMN app.jobs.lease_until IS 'From then on another worker may take it, unless a heartbeat extends it. Null unless it runs.';
COMMENT ON COLUMN app.jobs.started_at IS 'Of the last attempt; null before the first.';
COMMENT ON COLUMN app.jobs.progress IS 'Items done so far, for jobs that work in batches.';
COMMENT ON COLUMN app.jobs.cancel_requested_at IS 'When a running job was asked to stop; null when it was not.';
COMMENT ON COLUMN app.jobs.error_code IS 'Of the last attempt that failed; null when none did, or the job succeeded.';
COMMENT ON COLUMN app.jobs.error_message IS 'Null with the code.';
COMMENT ON COLUMN app.jobs.finished_at IS 'Null while it is queued or runs.';

-- The claim: one probe a kind and priority. Rows that are not due yet lie behind those that are.
CREATE INDEX jobs_queued_idx ON app.jobs (kind, priority, due_at, id) WHERE state = 'queued';

-- Counts of running jobs by kind, and expired leases. The lease is no member, so that a heartbeat is a HOT update.
CREATE INDEX jobs_running_idx ON app.jobs (kind) WHERE state = 'running';

CREATE UNIQUE INDEX jobs_unique_key ON app.jobs (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running');

-- The list by state. Most rows succeeded; their list reads the primary key backwards.
CREATE INDEX jobs_state_idx ON app.jobs (state, id) WHERE state <> 'succeeded';

-- The purge.
CREATE INDEX jobs_finished_at_idx ON app.jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE app.job_kinds (
    kind            text        NOT NULL CONSTRAINT job_kinds_pkey PRIMARY KEY
                                CONSTRAINT job_kinds_kind_check CHECK (kind ~ '^[a-z][a-z0-9_.]{0,62}$'),
    paused          boolean     NOT NULL DEFAULT false,
    concurrency_max integer     CONSTRAINT job_kinds_concurrency_max_check CHECK (concurrency_max BETWEEN 1 AND 1000),
    schedule        text        CONSTRAINT job_kinds_schedule_check CHECK (char_length(schedule) BETWEEN 1 AND 100),
    next_at         timestamptz,
    scheduled_by    text        CONSTRAINT job_kinds_scheduled_by_check CHECK (char_length(scheduled_by) BETWEEN 1 AND 100),
    version         integer     NOT NULL DEFAULT 1,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT job_kinds_next_at_check CHECK ((next_at IS NULL) = (scheduled_by IS NULL))
);

COMMENT ON TABLE app.job_kinds IS 'What differs from the defaults of a kind of job, and when its schedule is due. Natural key: kind.';
COMMENT ON COLUMN app.job_kinds.paused IS 'Jobs of a paused kind stay queued.';
COMMENT ON COLUMN app.job_kinds.concurrency_max IS 'Jobs of the kind that run at once. Null for the default of the kind.';
COMMENT ON COLUMN app.job_kinds.schedule IS 'Cron expression in UTC, with seconds where it has six fields. Null for the default of the kind.';
COMMENT ON COLUMN app.job_kinds.next_at IS 'When the schedule is due; null without a schedule, or before a worker computed it.';
COMMENT ON COLUMN app.job_kinds.scheduled_by IS 'The expression that next_at was computed from; null with it.';
