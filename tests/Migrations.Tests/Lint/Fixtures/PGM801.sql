--- triggers
CREATE TABLE app.fresh (id int CONSTRAINT fresh_pkey PRIMARY KEY); -- ! PGM801
CREATE TABLE app.fresher (id smallint GENERATED ALWAYS AS IDENTITY, CONSTRAINT fresher_pkey PRIMARY KEY (id)); -- ! PGM801
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int);
--- passes adopted=20260301000000
CREATE TABLE app.fresh (id int CONSTRAINT fresh_pkey PRIMARY KEY);
