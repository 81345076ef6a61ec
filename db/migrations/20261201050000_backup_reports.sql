-- What became of backups and of the drills that prove them.

CREATE TABLE app.backup_reports (
    id          uuid        NOT NULL CONSTRAINT backup_reports_pkey PRIMARY KEY,
    activity    text        NOT NULL CONSTRAINT backup_reports_activity_check CHECK (activity IN ('backup', 'drill')),
    backup      text        CONSTRAINT backup_reports_backup_check CHECK (char_length(backup) BETWEEN 1 AND 100),
    backup_at   timestamptz,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    bytes       bigint      CONSTRAINT backup_reports_bytes_check CHECK (bytes >= 0),
    steps       jsonb       NOT NULL CONSTRAINT backup_reports_steps_check CHECK (jsonb_typeof(steps) = 'array'),
    problem     text        CONSTRAINT backup_reports_problem_check CHECK (char_length(problem) BETWEEN 1 AND 2000),
    CONSTRAINT backup_reports_finished_at_check CHECK (finished_at >= started_at),
    CONSTRAINT backup_reports_success_check CHECK (problem IS NOT NULL OR (backup IS NOT NULL AND backup_at IS NOT NULL))
);

COMMENT ON TABLE app.backup_reports IS 'Backups that were made, and drills that restored one. Natural key: none.';
COMMENT ON COLUMN app.backup_reports.backup IS 'Label in the repository; null when none was made or found.';
COMMENT ON COLUMN app.backup_reports.backup_at IS 'The point that it can be restored to; null likewise.';
COMMENT ON COLUMN app.backup_reports.bytes IS 'Of the data folder; null likewise.';
COMMENT ON COLUMN app.backup_reports.steps IS 'Name, milliseconds and detail of each, in their order.';
COMMENT ON COLUMN app.backup_reports.problem IS 'Why it failed; null when it succeeded.';
