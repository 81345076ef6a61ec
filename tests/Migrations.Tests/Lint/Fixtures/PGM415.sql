--- triggers
LOCK TABLE app.orders IN EXCLUSIVE MODE; -- ! PGM415
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
LOCK TABLE app.fresh;
