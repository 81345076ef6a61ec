--- triggers
-- !file PGM620
-- migrate: allowed=PGM315 reason="typo"
ALTER TABLE app.users ALTER COLUMN age SET DEFAULT 18;
--- triggers
-- !file PGM620
-- migrate: allow=PGM201 reason="nothing is checked"
ALTER TABLE app.users ALTER COLUMN age SET DEFAULT 18;
--- triggers
-- !file PGM620
-- migrate: allow=PGM315
ALTER TABLE app.users ALTER COLUMN age SET DEFAULT 18;
--- triggers
-- !file PGM620
-- migrate: allow=PGM407 reason="soon gone" expires=2026-05-31
CREATE TRIGGER orders_touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch(); -- ! PGM407
--- triggers
-- !file PGM620
-- migrate: allow=PGM999 reason="no such rule"
SELECT 1;
--- triggers
-- !file PGM620
-- migrate: allow=PGM620 reason="never"
SELECT 1;
--- passes
-- migrate: allow=PGM407 reason="few writes" expires=2026-06-01
CREATE TRIGGER orders_touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
-- migrate: step
CREATE SEQUENCE app.more;
-- migrate: allow=PGM411 reason="new in this release"
ALTER SEQUENCE app.numbers INCREMENT 5;
-- migrate: step
-- migrate: allow=PGM408,PGM417 reason="the whole step"
DROP TRIGGER users_touch ON app.users;
CREATE POLICY users_delete ON app.users FOR DELETE USING (false);
