--- triggers server=14.2
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score); -- ! PGM117
--- passes server=14.4
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
