--- triggers
CREATE TABLE app.fresh (id bigserial CONSTRAINT fresh_pkey PRIMARY KEY); -- ! PGM802
--- passes
CREATE TABLE app.fresh (id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT fresh_pkey PRIMARY KEY);
