--- triggers nodown
-- !file PGM615
ALTER TABLE app.users ADD COLUMN a int;
--- passes nodown
-- migrate: irreversible reason="the column is harmless"
ALTER TABLE app.users ADD COLUMN a int;
--- passes
ALTER TABLE app.users ADD COLUMN a int;
