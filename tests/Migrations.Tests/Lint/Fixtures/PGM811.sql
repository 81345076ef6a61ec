--- triggers
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY); -- ! PGM811
COMMENT ON COLUMN app.fresh.id IS 'not the table';
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
COMMENT ON TABLE app.fresh IS 'One fresh thing.';
