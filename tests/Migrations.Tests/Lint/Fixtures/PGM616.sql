--- triggers
ALTER TABLE app.users ADD COLUMN a int;
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
--- down
-- !file PGM616
DROP TABLE app.fresh;
--- triggers
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
--- down
-- !file PGM616
DROP TABLE app.fresh;
ALTER TABLE app.users DROP COLUMN bio;
--- passes
ALTER TABLE app.users ADD COLUMN a int;
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, user_id bigint CONSTRAINT fresh_user_id_fkey REFERENCES app.users (id));
CREATE INDEX fresh_user_id_idx ON app.fresh (user_id);
CREATE VIEW app.buyers AS SELECT user_id FROM app.orders;
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_total_idx ON app.orders (total);
--- down
DROP VIEW app.buyers;
-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.orders_total_idx;
-- migrate: step
DROP TABLE app.fresh;
ALTER TABLE app.users DROP COLUMN a;
