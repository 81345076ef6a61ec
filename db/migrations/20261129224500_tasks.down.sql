-- Loses all tasks.
DROP TABLE app.tasks;
DROP TYPE app.task_priority;
DROP FUNCTION IF EXISTS app.tasks_guard_assignee();
