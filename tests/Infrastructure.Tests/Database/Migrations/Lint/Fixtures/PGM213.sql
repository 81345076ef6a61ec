--- triggers
ALTER TABLE app.users ADD COLUMN a int;
ALTER TABLE app.orders ADD COLUMN a int; -- ! PGM213
--- passes
ALTER TABLE app.users ADD COLUMN a int;
-- migrate: step
ALTER TABLE app.orders ADD COLUMN a int;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ADD COLUMN a int;
ALTER TABLE app.orders ADD COLUMN b int;
-- migrate: step transaction=off
ALTER TABLE app.users ADD COLUMN c int;
ALTER TABLE app.orders ADD COLUMN c int;
