--- triggers
-- migrate: step transaction=off
ALTER TABLE app.years DETACH PARTITION app.years_1 CONCURRENTLY; -- ! PGM404
--- passes
-- migrate: step transaction=off
ALTER TABLE app.days DETACH PARTITION app.days_1 CONCURRENTLY;
