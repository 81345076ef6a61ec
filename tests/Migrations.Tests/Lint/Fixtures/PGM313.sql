--- triggers
ALTER TABLE app.users ADD COLUMN IF NOT EXISTS level int; -- ! PGM313
-- migrate: step
ALTER TABLE IF EXISTS ONLY app.users ADD IF NOT EXISTS level2 int; -- ! PGM313
--- passes
ALTER TABLE IF EXISTS ONLY app.users ADD COLUMN level int;
