--- triggers
CREATE INDEX IF NOT EXISTS users_score_idx ON app.users (score); -- ! PGM101 PGM105
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
