--- triggers
ALTER TABLE app.users SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01); -- ! PGM418
ALTER TABLE app.users SET (user_catalog_table = true); -- ! PGM418
ALTER TABLE app.users ALTER COLUMN bio SET STATISTICS 500; -- ! PGM418
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY) WITH (fillfactor = 70);
ALTER TABLE app.fresh SET (fillfactor = 80);
