--- triggers
CREATE TABLE app.fresh (id bigint PRIMARY KEY, n int CHECK (n > 0)); -- ! PGM217
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int CONSTRAINT fresh_n_check CHECK (n > 0));
