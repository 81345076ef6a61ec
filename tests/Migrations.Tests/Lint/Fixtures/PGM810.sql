--- triggers
CREATE TABLE app.fresh (a boolean, id bigint CONSTRAINT fresh_pkey PRIMARY KEY, b boolean, c bigint); -- ! PGM810
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, c bigint, a boolean, b boolean, note text);
