--- triggers
CREATE OR REPLACE VIEW app.people AS SELECT id, email FROM app.users WHERE id > 0; -- ! PGM409
-- migrate: step
DROP VIEW app.people; -- ! PGM409
-- migrate: step
ALTER VIEW app.people SET (security_barrier = true); -- ! PGM409
--- passes
CREATE VIEW app.buyers AS SELECT user_id FROM app.orders;
CREATE OR REPLACE VIEW app.sellers AS SELECT user_id FROM app.orders;
