-- What operators did to the database server: cancelled statements, ended sessions, vacuumed or reindexed tables; with who, why, and what
-- became of it. The row is written before the action, over the connection that acts (app.begin_action), so that it needs no place in the
-- pool of requests and no lock but that on this table. The actor is no foreign key: a check of it would wait for a locked app.users.

CREATE TABLE app.operator_actions (
    id            uuid        NOT NULL CONSTRAINT operator_actions_pkey PRIMARY KEY,
    action        text        NOT NULL CONSTRAINT operator_actions_action_check CHECK (
                                  action IN ('cancel', 'terminate', 'vacuum', 'analyze', 'reindex', 'reset')),
    target        text        NOT NULL CONSTRAINT operator_actions_target_check CHECK (char_length(target) BETWEEN 1 AND 300),
    reason        text        NOT NULL CONSTRAINT operator_actions_reason_check CHECK (char_length(reason) BETWEEN 1 AND 500),
    actor_id      uuid,
    requested_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at    timestamptz,
    finished_at   timestamptz,
    outcome       text        CONSTRAINT operator_actions_outcome_check CHECK (outcome IN ('succeeded', 'failed', 'cancelled')),
    error_code    text        CONSTRAINT operator_actions_error_code_check CHECK (char_length(error_code) BETWEEN 1 AND 100),
    detail        text        CONSTRAINT operator_actions_detail_check CHECK (char_length(detail) <= 500),
    CONSTRAINT operator_actions_finished_at_check CHECK ((outcome IS NULL) = (finished_at IS NULL))
);

COMMENT ON TABLE app.operator_actions IS 'What operators did to the database server. Natural key: none.';
COMMENT ON COLUMN app.operator_actions.id IS 'Also the id of the job, where one does it.';
COMMENT ON COLUMN app.operator_actions.target IS 'As it was named: a process, a table, an index.';
COMMENT ON COLUMN app.operator_actions.actor_id IS 'The admin; kept when the account is erased. Null for an operator at the server.';
COMMENT ON COLUMN app.operator_actions.started_at IS 'Null while it waits for a worker.';
COMMENT ON COLUMN app.operator_actions.finished_at IS 'Null while it is not finished, or when its process ended before it stored the outcome.';
COMMENT ON COLUMN app.operator_actions.outcome IS 'Null with finished_at.';
COMMENT ON COLUMN app.operator_actions.error_code IS 'Why it failed; null when it did not.';
COMMENT ON COLUMN app.operator_actions.detail IS 'What was done, or why it failed, for people.';
