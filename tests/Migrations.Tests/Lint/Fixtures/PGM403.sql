--- triggers
ALTER TABLE app.days DETACH PARTITION app.days_1; -- ! PGM403
--- passes
-- migrate: step transaction=off
ALTER TABLE app.days DETACH PARTITION app.days_1 CONCURRENTLY;
