--- triggers edited
-- !file PGM619
ALTER TABLE app.users ADD COLUMN a int;
--- passes merged
ALTER TABLE app.users ADD COLUMN a int;
