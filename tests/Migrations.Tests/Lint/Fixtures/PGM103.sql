--- triggers
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score); -- ! PGM103
-- migrate: step
VACUUM app.users; -- ! PGM103
-- migrate: step
REINDEX (CONCURRENTLY) TABLE app.users; -- ! PGM103
-- migrate: step
ALTER SYSTEM SET work_mem = '1GB'; -- ! PGM103
-- migrate: step
ALTER TABLE app.days DETACH PARTITION app.days_1 CONCURRENTLY; -- ! PGM103
-- migrate: step
CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p; -- ! PGM103
-- migrate: step
REINDEX TABLE app.years; -- ! PGM103 PGM108
-- migrate: step
ALTER DATABASE shop SET TABLESPACE pg_default; -- ! PGM103
-- migrate: step
COMMIT PREPARED 'x'; -- ! PGM103 PGM601
-- migrate: step
CLUSTER; -- ! PGM103 PGM412
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
VACUUM app.users;
-- migrate: step
CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p WITH (connect = false);
ANALYZE app.users;
ALTER TYPE app.mood ADD VALUE 'fine' AFTER 'good';
--- passes external transaction
COMMIT; -- ! PGM601
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
VACUUM app.users;
