--- triggers
DROP TABLE app.spare; -- ! PGM502
DROP TABLE IF EXISTS app.unknown, app.keyless; -- ! PGM213 PGM502
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
DROP TABLE app.fresh;
CREATE TEMPORARY TABLE scratch (id int);
DROP TABLE scratch;
--- passes
ALTER TABLE app.users ADD COLUMN level int;
--- down
ALTER TABLE app.users DROP COLUMN level;
