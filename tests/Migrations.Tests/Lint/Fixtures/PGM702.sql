--- triggers
ALTER TABLE app.users ADD COLUMN level int;
UPDATE app.users SET level = 1 WHERE id = 5; -- ! PGM611 PGM702
-- migrate: step
DELETE FROM app.orders WHERE id = 5;
ALTER TABLE app.orders ADD COLUMN note text; -- ! PGM702
--- passes
ALTER TABLE app.users ADD COLUMN level int;
-- migrate: step
UPDATE app.users SET level = 1 WHERE id = 5;
