--- triggers
ALTER TABLE app.users ALTER COLUMN age SET DEFAULT 18; -- ! PGM315
ALTER TABLE app.users ALTER COLUMN age DROP DEFAULT; -- ! PGM315
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int);
ALTER TABLE app.fresh ALTER COLUMN n SET DEFAULT 5;
