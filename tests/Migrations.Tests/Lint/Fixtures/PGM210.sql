--- triggers
ALTER TABLE app.users ADD COLUMN level int DEFAULT 5 CHECK (level > 0); -- ! PGM210
-- migrate: step
ALTER TABLE app.users ADD COLUMN rank int CONSTRAINT users_rank_check CHECK (rank > 0) NOT NULL DEFAULT 1; -- ! PGM210
--- passes
ALTER TABLE app.users ADD COLUMN level int NOT NULL DEFAULT 5;
-- migrate: step
ALTER TABLE app.users ADD CONSTRAINT users_level_check CHECK (level > 0) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_level_check;
