--- triggers
CREATE POLICY users_delete ON app.users FOR DELETE USING (false); -- ! PGM417
ALTER POLICY users_select ON app.users USING (id > 0); -- ! PGM417
DROP POLICY IF EXISTS users_select ON app.users; -- ! PGM417
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
CREATE POLICY fresh_select ON app.fresh FOR SELECT USING (true);
