--- triggers
-- migrate: step transaction=off
create index concurrently if not exists users_score_idx on app.users (score); -- ! PGM104
