--- triggers
CREATE TABLE fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY); -- ! PGM806
CREATE VIEW buyers AS SELECT 1; -- ! PGM806
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
CREATE TEMPORARY TABLE scratch (id int);
