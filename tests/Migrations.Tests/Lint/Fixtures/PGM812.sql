--- triggers
CREATE TABLE IF NOT EXISTS app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY); -- ! PGM812
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
