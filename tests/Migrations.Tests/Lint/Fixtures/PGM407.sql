--- triggers
CREATE TRIGGER orders_touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch(); -- ! PGM407
-- migrate: step
CREATE OR REPLACE TRIGGER users_touch BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch(); -- ! PGM407
-- migrate: step
ALTER TABLE app.users DISABLE TRIGGER users_touch; -- ! PGM407
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
CREATE TRIGGER fresh_touch BEFORE UPDATE ON app.fresh FOR EACH ROW EXECUTE FUNCTION app.touch();
