--- triggers external
BEGIN; -- ! PGM602
UPDATE app.users SET age = 1 WHERE id = 1;
--- passes external
BEGIN;
UPDATE app.users SET age = 1 WHERE id = 1;
END;
--- passes
UPDATE app.users SET age = 1 WHERE id = 1;
