-- The shapes and costs of plans that admins have asked for, so that a plan that changed is seen beside the one before. The plans themselves
-- may hold values of rows and are not kept. At most 20 of a statement are.

CREATE TABLE app.statement_plans (
    id           uuid             NOT NULL CONSTRAINT statement_plans_pkey PRIMARY KEY,
    statement_id bigint           NOT NULL,
    taken_at     timestamptz      NOT NULL,
    analyzed     boolean          NOT NULL,
    shape        text             NOT NULL CONSTRAINT statement_plans_shape_check CHECK (char_length(shape) = 16),
    cost         double precision NOT NULL,
    milliseconds double precision,
    CONSTRAINT statement_plans_taken_at_key UNIQUE (statement_id, taken_at)
);

COMMENT ON TABLE app.statement_plans IS 'Plans of statements, kept for comparison. Natural key: statement_id, taken_at.';
COMMENT ON COLUMN app.statement_plans.statement_id IS 'queryid of pg_stat_statements.';
COMMENT ON COLUMN app.statement_plans.analyzed IS 'Whether the statement ran.';
COMMENT ON COLUMN app.statement_plans.shape IS 'Hash of the kinds of nodes with their tables and indexes: another one is another plan.';
COMMENT ON COLUMN app.statement_plans.cost IS 'The planner''s estimate.';
COMMENT ON COLUMN app.statement_plans.milliseconds IS 'How long the statement ran; null where it did not.';
