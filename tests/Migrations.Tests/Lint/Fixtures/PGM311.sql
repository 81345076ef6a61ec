--- triggers
ALTER TABLE app.users ALTER COLUMN bio TYPE text COLLATE "C"; -- ! PGM311
-- migrate: step
ANALYZE app.users (bio);
--- passes
ALTER TABLE app.users ADD COLUMN bio2 text COLLATE "C";
