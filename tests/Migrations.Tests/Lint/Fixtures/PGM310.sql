--- triggers
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar(40); -- ! PGM310
--- passes
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar(40);
-- migrate: step
ANALYZE app.orders (label);
