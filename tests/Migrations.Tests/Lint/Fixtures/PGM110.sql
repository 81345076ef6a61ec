--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY days_id_idx ON app.days (id); -- ! PGM110
--- passes
CREATE INDEX days_id_idx ON ONLY app.days (id);
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY days_1_id_idx ON app.days_1 (id);
-- migrate: step
ALTER INDEX app.days_id_idx ATTACH PARTITION app.days_1_id_idx;
