--- triggers
ALTER TABLE app.users ALTER COLUMN id TYPE numeric; -- ! PGM306 PGM309
-- migrate: step
ALTER TABLE app.orders ALTER COLUMN user_id TYPE int; -- ! PGM306 PGM309 PGM704
-- migrate: step
ANALYZE app.users, app.orders;
--- passes
ALTER TABLE app.orders ALTER COLUMN label TYPE text;
-- migrate: step
ANALYZE app.orders (label);
