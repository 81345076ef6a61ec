--- triggers
TRUNCATE app.orders; -- ! PGM414
-- migrate: step
TRUNCATE TABLE app.users RESTART IDENTITY CASCADE; -- ! PGM414
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
TRUNCATE app.fresh;
