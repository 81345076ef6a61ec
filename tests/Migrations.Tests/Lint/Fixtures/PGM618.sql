--- triggers base=20260401000000
-- !file PGM618
ALTER TABLE app.users ADD COLUMN a int;
--- later
ALTER TABLE app.users ADD COLUMN b int;
--- passes base=20260101000000
ALTER TABLE app.users ADD COLUMN a int;
--- later
ALTER TABLE app.users ADD COLUMN b int;
