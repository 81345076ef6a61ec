--- triggers
ALTER TABLE app.users ADD COLUMN level int NOT NULL; -- ! PGM312
--- passes
ALTER TABLE app.users ADD COLUMN level int NOT NULL DEFAULT 5;
ALTER TABLE app.users ADD COLUMN level2 int;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ADD COLUMN level int NOT NULL;
