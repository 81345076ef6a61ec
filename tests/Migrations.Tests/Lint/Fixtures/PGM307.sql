--- triggers
ALTER TABLE app.users ALTER COLUMN name TYPE varchar(100); -- ! PGM307 PGM310
-- migrate: step
ALTER TABLE app.users ADD COLUMN title varchar(5) CONSTRAINT users_title_check CHECK (title <> ''); -- ! PGM210
-- migrate: step
ALTER TABLE app.users ALTER COLUMN title TYPE varchar(50); -- ! PGM307 PGM310
--- passes
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar(100);
-- migrate: step
ANALYZE app.orders (label);
-- migrate: step
ALTER TABLE app.users ALTER COLUMN name TYPE varchar(50);
