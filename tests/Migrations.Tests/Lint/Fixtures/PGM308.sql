--- triggers
ALTER TABLE app.users ALTER COLUMN seen_at TYPE timestamptz; -- ! PGM308
ALTER TABLE app.users ALTER COLUMN created_at TYPE timestamp; -- ! PGM308
-- migrate: step
ALTER TABLE app.users ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC'; -- ! PGM308
-- migrate: step
ANALYZE app.users;
--- passes
ALTER TABLE app.users ALTER COLUMN created_at TYPE timestamptz;
