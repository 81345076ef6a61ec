--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY ON app.users (score); -- ! PGM106
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
