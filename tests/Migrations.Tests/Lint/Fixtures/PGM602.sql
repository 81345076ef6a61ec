--- triggers external
BEGIN; -- ! PGM602
UPDATE app.users SET age = 1 WHERE id = 1;
--- passes external
BEGIN;
UPDATE app.users SET age = 1 WHERE id = 1;
END;
--- passes
UPDATE app.users SET age = 1 WHERE id = 1;
--- passes external transaction
UPDATE app.users SET age = 1 WHERE id = 1;
COMMIT; -- ! PGM601
BEGIN;
UPDATE app.users SET age = 2 WHERE id = 1;
