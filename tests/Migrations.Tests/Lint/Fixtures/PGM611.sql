--- triggers
ALTER TABLE app.users ADD COLUMN level int;
UPDATE app.orders SET total = 0 WHERE id = 5; -- ! PGM611
SELECT pg_sleep(1); -- ! PGM611
INSERT INTO app.spare (id, day) SELECT id, now() FROM app.orders; -- ! PGM611 PGM703
REFRESH MATERIALIZED VIEW CONCURRENTLY app.totals; -- ! PGM213 PGM611
SELECT count(*) FROM app.orders; -- ! PGM611
CREATE TABLE app.copied AS SELECT * FROM app.orders; -- ! PGM611
DO $$ BEGIN PERFORM count(*) FROM app.orders; END $$; -- ! PGM611
--- passes
ALTER TABLE app.users ADD COLUMN level int;
SELECT 1;
SELECT id FROM app.orders WHERE id = 5;
SELECT id FROM app.orders LIMIT 1;
SELECT setval('app.numbers', (SELECT max(id) FROM app.orders));
SELECT relname FROM pg_class;
SELECT relname FROM pg_catalog.pg_class;
--- passes
ALTER TABLE app.users ADD COLUMN level int;
INSERT INTO app.spare (id, day) VALUES (1, '2026-01-01');
-- migrate: step
UPDATE app.orders SET total = 0 WHERE id = 5;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
INSERT INTO app.fresh SELECT id FROM app.users WHERE id = 5 LIMIT 1;
CREATE INDEX fresh_id_idx ON app.fresh (id);
