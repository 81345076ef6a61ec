-- Nightly maintenance: what each run found, and what became of it. A run that was stopped continues where it stopped, so its steps are
-- planned here before they begin.

CREATE TABLE app.maintenance_runs (
    id          uuid        NOT NULL CONSTRAINT maintenance_runs_pkey PRIMARY KEY,
    state       text        NOT NULL DEFAULT 'running' CONSTRAINT maintenance_runs_state_check CHECK (
                                state IN ('running', 'stopped', 'finished')),
    stopped_by  text        CONSTRAINT maintenance_runs_stopped_by_check CHECK (stopped_by IN ('window', 'cancelled', 'failure')),
    phase       smallint    NOT NULL DEFAULT 0 CONSTRAINT maintenance_runs_phase_check CHECK (phase BETWEEN 0 AND 10),
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CONSTRAINT maintenance_runs_finished_at_check CHECK ((state = 'finished') = (finished_at IS NOT NULL)),
    CONSTRAINT maintenance_runs_stopped_check CHECK ((state = 'stopped') = (stopped_by IS NOT NULL))
);

COMMENT ON TABLE app.maintenance_runs IS 'Runs of the nightly maintenance. Natural key: none.';
COMMENT ON COLUMN app.maintenance_runs.stopped_by IS 'Why it stopped before its end; null when it did not.';
COMMENT ON COLUMN app.maintenance_runs.phase IS 'Phases whose steps are planned.';
COMMENT ON COLUMN app.maintenance_runs.finished_at IS 'Null until all steps are done.';

-- One run at a time is unfinished: the next one continues it.
CREATE UNIQUE INDEX maintenance_runs_unfinished_key ON app.maintenance_runs ((true)) WHERE state <> 'finished';

-- migrate: allow=PGM801 reason="a run has as many steps as there are tables and indexes to maintain"
CREATE TABLE app.maintenance_steps (
    run_id        uuid             NOT NULL CONSTRAINT maintenance_steps_run_id_fkey REFERENCES app.maintenance_runs (id) ON DELETE CASCADE,
    place         integer          NOT NULL CONSTRAINT maintenance_steps_place_check CHECK (place >= 1),
    action        text             NOT NULL CONSTRAINT maintenance_steps_action_check CHECK (
                                       action IN ('analyze', 'vacuum', 'compact', 'drop', 'reindex', 'purge')),
    target        text             NOT NULL CONSTRAINT maintenance_steps_target_check CHECK (char_length(target) BETWEEN 1 AND 300),
    reason        text             NOT NULL CONSTRAINT maintenance_steps_reason_check CHECK (char_length(reason) BETWEEN 1 AND 500),
    state         text             NOT NULL DEFAULT 'planned' CONSTRAINT maintenance_steps_state_check CHECK (
                                       state IN ('planned', 'running', 'done', 'partial', 'failed')),
    bytes_before  bigint,
    bytes_after   bigint,
    factor_before double precision,
    factor_after  double precision,
    rows_before   bigint,
    rows_after    bigint,
    started_at    timestamptz,
    finished_at   timestamptz,
    error_code    text             CONSTRAINT maintenance_steps_error_code_check CHECK (char_length(error_code) BETWEEN 1 AND 100),
    detail        text             CONSTRAINT maintenance_steps_detail_check CHECK (char_length(detail) <= 500),
    CONSTRAINT maintenance_steps_pkey PRIMARY KEY (run_id, place)
);

COMMENT ON TABLE app.maintenance_steps IS 'What a run of the nightly maintenance does, in its order. Natural key: run_id, place.';
COMMENT ON COLUMN app.maintenance_steps.target IS 'A table or an index with its schema, or a kind of job that purges.';
COMMENT ON COLUMN app.maintenance_steps.state IS 'partial: done, and the reason for it is still there; detail says why.';
COMMENT ON COLUMN app.maintenance_steps.bytes_before IS 'Null where the size says nothing.';
COMMENT ON COLUMN app.maintenance_steps.bytes_after IS 'Null with bytes_before, or until it is done.';
COMMENT ON COLUMN app.maintenance_steps.factor_before IS 'Times as large as its rows need. Null where bloat is not the reason.';
COMMENT ON COLUMN app.maintenance_steps.factor_after IS 'Null with factor_before, or until it is done.';
COMMENT ON COLUMN app.maintenance_steps.rows_before IS 'Dead rows, changed rows, or rows to purge. Null for others.';
COMMENT ON COLUMN app.maintenance_steps.rows_after IS 'Null with rows_before, or until it is done.';
COMMENT ON COLUMN app.maintenance_steps.started_at IS 'Null while it is planned.';
COMMENT ON COLUMN app.maintenance_steps.finished_at IS 'Null until it is done.';
COMMENT ON COLUMN app.maintenance_steps.error_code IS 'Why it failed; null when it did not.';
COMMENT ON COLUMN app.maintenance_steps.detail IS 'What was done, or what is left and why.';
