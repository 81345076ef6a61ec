--- triggers
ALTER TABLE app.users ADD COLUMN level app.positive; -- ! PGM305
-- migrate: step
ALTER TABLE app.users ALTER COLUMN code TYPE app.positive; -- ! PGM305 PGM310
--- passes
ALTER TABLE app.users ADD COLUMN nick app.word;
-- migrate: step
ALTER TABLE app.users ALTER COLUMN bio TYPE app.word;
-- migrate: step
ANALYZE app.users (bio);
