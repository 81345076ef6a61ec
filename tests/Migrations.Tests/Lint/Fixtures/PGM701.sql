--- triggers
UPDATE app.users SET age = 1; -- ! PGM701
DELETE FROM app.orders; -- ! PGM701
WITH gone AS (DELETE FROM ONLY app.spare RETURNING id) SELECT count(*) FROM gone; -- ! PGM701
EXPLAIN ANALYZE UPDATE app.users SET age = 1; -- ! PGM701
--- passes
UPDATE app.users SET age = 1 WHERE id = 5;
EXPLAIN UPDATE app.users SET age = 1;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int);
UPDATE app.fresh SET n = 1;
-- migrate: step backfill table=app.users key=id
UPDATE app.users SET age = 1 WHERE id > :lo AND id <= :hi;
