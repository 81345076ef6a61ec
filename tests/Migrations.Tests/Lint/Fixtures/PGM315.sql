--- triggers
ALTER TABLE app.users ALTER COLUMN age SET DEFAULT 18; -- ! PGM315
ALTER TABLE app.users ALTER COLUMN age DROP DEFAULT; -- ! PGM315
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int);
ALTER TABLE app.fresh ALTER COLUMN n SET DEFAULT 5;
--- passes
-- The release that still runs does not know the column.
ALTER TABLE app.users ADD COLUMN level int;
ALTER TABLE app.users ALTER COLUMN level SET DEFAULT 1;
ALTER TABLE app.users ALTER COLUMN level DROP DEFAULT;
--- triggers
-- Its rows come without a value, which NOT NULL refuses.
ALTER TABLE app.users ADD COLUMN level int NOT NULL DEFAULT 1;
ALTER TABLE app.users ALTER COLUMN level DROP DEFAULT; -- ! PGM315
