--- triggers
CREATE TABLE app."Fresh" (id bigint CONSTRAINT fresh_pk PRIMARY KEY); -- ! PGM809
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY idx_users_score ON app.users (score); -- ! PGM809
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int CONSTRAINT fresh_n_check CHECK (n > 0));
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
