--- triggers
ALTER TABLE app.users ALTER COLUMN email DROP NOT NULL; -- ! PGM316
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int NOT NULL);
ALTER TABLE app.fresh ALTER COLUMN n DROP NOT NULL;
