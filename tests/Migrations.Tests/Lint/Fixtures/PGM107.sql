--- triggers
-- migrate: step transaction=off
CREATE UNIQUE INDEX CONCURRENTLY users_score_key ON app.users (score); -- ! PGM107
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
