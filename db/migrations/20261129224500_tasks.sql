-- Lists of what is to be done: each person has one, in an order of their own, and may assign a task to a person who follows them.
-- An assignment lasts as long as the follow. Blocking, unfollowing and closing or erasing an account end follows, so that one foreign key
-- ends assignments too, also when an assignment and a block happen at the same moment.

CREATE TYPE app.task_priority AS ENUM ('low', 'medium', 'high', 'urgent');

CREATE TABLE app.tasks (
    id          bigint            GENERATED ALWAYS AS IDENTITY CONSTRAINT tasks_pkey PRIMARY KEY,
    owner_id    uuid              NOT NULL CONSTRAINT tasks_owner_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    assignee_id uuid,
    title       text              NOT NULL CONSTRAINT tasks_title_check CHECK (char_length(title) BETWEEN 1 AND 280),
    priority    app.task_priority NOT NULL DEFAULT 'medium',
    is_done     boolean           NOT NULL DEFAULT false,
    done_at     timestamptz,
    due_at      timestamptz,
    due_order   timestamptz       NOT NULL GENERATED ALWAYS AS (
                                      coalesce(due_at, timestamptz '9999-12-31 23:59:59.999999+00')) STORED,
    position    text              COLLATE "C" NOT NULL CONSTRAINT tasks_position_check CHECK (
                                      position ~ '^[0-9A-Za-z]{6}([0-9A-Za-z]{0,41}[1-9A-Za-z])?$'),
    version     integer           NOT NULL DEFAULT 1,
    created_at  timestamptz       NOT NULL DEFAULT now(),
    updated_at  timestamptz       NOT NULL DEFAULT now(),
    CONSTRAINT tasks_done_at_check CHECK (is_done = (done_at IS NOT NULL)),
    CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id, owner_id)
        REFERENCES app.follows (follower_id, followee_id) ON DELETE SET NULL (assignee_id),
    CONSTRAINT tasks_owner_id_position_key UNIQUE (owner_id, position) DEFERRABLE INITIALLY IMMEDIATE
);

COMMENT ON TABLE app.tasks IS 'What a person wants done. Natural key: none; owner_id and position are unique.';
COMMENT ON COLUMN app.tasks.id IS 'Can be guessed: row-level security hides tasks of others.';
COMMENT ON COLUMN app.tasks.assignee_id IS 'Who is asked to do it, a follower of the owner. Null for the owner.';
COMMENT ON COLUMN app.tasks.done_at IS 'Null while it is not done.';
COMMENT ON COLUMN app.tasks.due_at IS 'Null for a task without a due time.';
COMMENT ON COLUMN app.tasks.due_order IS 'The due time in the order of lists: a task without one is last.';
COMMENT ON COLUMN app.tasks.position IS
    'Place in the owner''s list: a fraction in base 62, so that a task moves between two others without their rows (TaskPosition). '
    'Unique at the end of a statement, so that one can renumber the list.';

-- One for each order of the owner's list. Filters of lists are included: rows that a filter skips cost no access to the table.
CREATE INDEX tasks_owner_id_is_done_idx ON app.tasks (owner_id, is_done, id) INCLUDE (priority, assignee_id, due_at);
CREATE INDEX tasks_owner_id_is_done_position_idx ON app.tasks (owner_id, is_done, position) INCLUDE (id, priority, assignee_id, due_at);
CREATE INDEX tasks_owner_id_is_done_due_order_idx ON app.tasks (owner_id, is_done, due_order, id) INCLUDE (priority, assignee_id, due_at);
CREATE INDEX tasks_owner_id_is_done_priority_idx ON app.tasks (owner_id, is_done, priority, id) INCLUDE (assignee_id, due_at);

-- The lists of what is assigned to a person.
CREATE INDEX tasks_assignee_id_is_done_idx ON app.tasks (assignee_id, is_done, id) INCLUDE (owner_id, priority, due_at)
    WHERE assignee_id IS NOT NULL;
CREATE INDEX tasks_assignee_id_is_done_due_order_idx ON app.tasks (assignee_id, is_done, due_order, id) INCLUDE (owner_id, priority, due_at)
    WHERE assignee_id IS NOT NULL;

-- The foreign key.
CREATE INDEX tasks_assignee_id_owner_id_idx ON app.tasks (assignee_id, owner_id);
