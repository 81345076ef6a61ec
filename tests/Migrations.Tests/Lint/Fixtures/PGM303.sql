--- triggers
ALTER TABLE app.users ADD COLUMN twice int GENERATED ALWAYS AS (code * 2) STORED; -- ! PGM303
--- passes
ALTER TABLE app.users ADD COLUMN twice int;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, twice bigint GENERATED ALWAYS AS (id * 2) STORED);
