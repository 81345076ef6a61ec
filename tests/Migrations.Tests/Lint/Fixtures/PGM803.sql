--- triggers
ALTER TABLE app.users ADD COLUMN nick varchar(20); -- ! PGM803
--- passes
ALTER TABLE app.users ADD COLUMN nick text, ADD COLUMN nick2 varchar;
