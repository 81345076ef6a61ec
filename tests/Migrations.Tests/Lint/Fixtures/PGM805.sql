--- triggers
ALTER TABLE app.users ADD COLUMN country char(2); -- ! PGM805
ALTER TABLE app.users ADD COLUMN region character; -- ! PGM805
--- passes
ALTER TABLE app.users ADD COLUMN country text, ADD COLUMN region character varying;
