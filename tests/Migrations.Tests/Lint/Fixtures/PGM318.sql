--- triggers
ALTER TABLE app.users ADD COLUMN level int; -- ! PGM318
--- passes
ALTER TABLE app.users ALTER COLUMN bio SET STATISTICS 500;
