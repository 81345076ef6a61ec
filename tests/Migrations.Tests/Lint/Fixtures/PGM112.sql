--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_wide_idx ON app.users (email, name, age, bio); -- ! PGM112
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_wide_idx ON app.users (email, name, age) INCLUDE (bio);
CREATE UNIQUE INDEX CONCURRENTLY users_wide_key ON app.users (email, name, age, bio);
