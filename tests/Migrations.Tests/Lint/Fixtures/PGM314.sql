--- triggers
ALTER TABLE app.users ADD COLUMN extra json; -- ! PGM314
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, extra json NOT NULL); -- ! PGM314
--- passes
ALTER TABLE app.users ADD COLUMN extra jsonb;
