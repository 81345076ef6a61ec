--- triggers
DROP TABLE app.days_1; -- ! PGM406 PGM502
--- passes
-- migrate: step transaction=off
ALTER TABLE app.days DETACH PARTITION app.days_1 CONCURRENTLY;
-- migrate: step
DROP TABLE app.days_1; -- ! PGM502
