--- triggers
-- migrate: step transaction=off
ALTER TABLE app.days DETACH PARTITION app.days_1 CONCURRENTLY; -- ! PGM405
--- passes
ALTER TABLE app.days DETACH PARTITION app.days_1 FINALIZE;
