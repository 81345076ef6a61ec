--- triggers
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY; -- ! PGM416 PGM417
--- triggers
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ENABLE ROW LEVEL SECURITY; -- ! PGM416
-- migrate: step
CREATE POLICY fresh_select ON app.fresh FOR SELECT USING (true); -- ! PGM417
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ENABLE ROW LEVEL SECURITY;
CREATE POLICY fresh_select ON app.fresh FOR SELECT USING (true);
-- migrate: step
ALTER TABLE app.users ENABLE ROW LEVEL SECURITY; -- ! PGM417
