--- triggers
ALTER TABLE app.users ALTER COLUMN code SET EXPRESSION AS (1); -- ! PGM304
--- passes
ALTER TABLE app.users ALTER COLUMN code DROP EXPRESSION;
