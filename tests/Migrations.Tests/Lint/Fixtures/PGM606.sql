--- triggers external
ALTER TABLE app.users ADD COLUMN level int; -- ! PGM606
ALTER TABLE app.users ADD COLUMN level2 int;
--- triggers external
SET lock_timeout = '1s';
ALTER TABLE app.users ADD COLUMN level int; -- ! PGM606
--- passes external
SET lock_timeout = '1s';
SET statement_timeout = '5s';
ALTER TABLE app.users ADD COLUMN level int;
--- passes external
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
INSERT INTO app.fresh VALUES (1);
--- passes
ALTER TABLE app.users ADD COLUMN level int;
