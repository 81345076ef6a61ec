--- triggers
ALTER TABLE app.users RENAME COLUMN bio TO story; -- ! PGM505
-- migrate: step
ALTER TABLE app.users RENAME email TO mail; -- ! PGM505
-- migrate: step
ALTER TABLE app.spare RENAME TO spares; -- ! PGM505
-- migrate: step
ALTER TABLE app.keyless SET SCHEMA public; -- ! PGM505
-- migrate: step
ALTER SCHEMA app RENAME TO shop; -- ! PGM505
-- migrate: step
ALTER TYPE app.mood RENAME VALUE 'good' TO 'great'; -- ! PGM505
-- migrate: step
ALTER SEQUENCE app.numbers RENAME TO numbers2; -- ! PGM505
-- migrate: step
ALTER VIEW app.people RENAME TO persons; -- ! PGM409 PGM505
--- passes
ALTER TABLE app.spare RENAME TO spares;
CREATE VIEW app.spare AS SELECT * FROM app.spares;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, a int);
ALTER TABLE app.fresh RENAME COLUMN a TO b;
ALTER TABLE app.fresh RENAME TO fresher;
ALTER TABLE app.fresher ADD COLUMN c int NOT NULL;
-- migrate: step
ALTER INDEX app.orders_state_idx RENAME TO orders_state2_idx;
--- passes
-- What this step made is not in use yet.
CREATE TYPE app.colour AS ENUM ('red');
ALTER TYPE app.colour RENAME TO color;
CREATE FUNCTION app.eight() RETURNS int LANGUAGE sql AS 'SELECT 8';
ALTER FUNCTION app.eight() SET SCHEMA public;
