--- triggers
ALTER TABLE app.users DROP COLUMN age; -- ! PGM501
-- migrate: step
ALTER TABLE app.users DROP IF EXISTS bio; -- ! PGM501
--- triggers
-- migrate: phase=expand
ALTER TABLE app.users DROP COLUMN age; -- ! PGM501
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int);
ALTER TABLE app.fresh DROP COLUMN n;
--- earlier
-- migrate: phase=expand
ALTER TABLE app.users ADD COLUMN mail text;
--- passes
-- migrate: phase=contract
-- migrate: requires=20260201000000
ALTER TABLE app.users DROP COLUMN bio;
