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
--- passes external
-- The index may well be of the table that is locked behind it.
SET lock_timeout = '2s';
SET statement_timeout = '10s';
BEGIN;
DROP INDEX app.stock_code_idx; -- ! PGM102
ALTER TABLE app.stock ADD COLUMN a int;
COMMIT;
--- triggers external
-- A second BEGIN ends nothing, so what was locked before it still is.
SET lock_timeout = '2s';
SET statement_timeout = '10s';
BEGIN;
ALTER TABLE app.users ADD COLUMN a int;
BEGIN; -- ! PGM601
ALTER TABLE app.orders ADD COLUMN a int; -- ! PGM213
COMMIT;
