--- triggers now=2026-02-01
-- !file PGM617
ALTER TABLE app.users ADD COLUMN a int;
--- passes
ALTER TABLE app.users ADD COLUMN a int;
