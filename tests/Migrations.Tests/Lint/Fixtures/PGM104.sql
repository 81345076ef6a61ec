--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_score_idx ON app.users (score); -- ! PGM104
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_bio_key ON app.users (bio); -- ! PGM104
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
