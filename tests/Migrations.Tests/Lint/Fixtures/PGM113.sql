--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users USING hash (score); -- ! PGM113
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users USING btree (score);
