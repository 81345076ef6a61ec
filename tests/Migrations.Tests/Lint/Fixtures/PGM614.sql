--- triggers
ALTER TABLE app.users ADD COLUMN a int;
ALTER TABLE app.users ADD COLUMN b int; -- ! PGM614
--- passes
ALTER TABLE app.users ADD COLUMN a int, ADD COLUMN b int;
-- migrate: step
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check;
ALTER TABLE app.users ADD COLUMN c int;
--- passes
-- In one statement the server would look for the column before it is there.
ALTER TABLE app.users ADD COLUMN a int NOT NULL DEFAULT 1;
ALTER TABLE app.users ALTER COLUMN a DROP DEFAULT;
