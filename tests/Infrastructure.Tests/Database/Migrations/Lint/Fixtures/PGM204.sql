--- triggers
-- migrate: assert SELECT true
ALTER TABLE app.orders ALTER COLUMN total SET NOT NULL; -- ! PGM204
-- migrate: step
ALTER TABLE app.users ALTER age SET NOT NULL; -- ! PGM204 PGM704
-- migrate: step
ALTER TABLE app.orders ADD COLUMN note text, ALTER COLUMN state SET NOT NULL; -- ! PGM204 PGM704
--- triggers
-- The proof is one of another column.
ALTER TABLE app.orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID;
-- migrate: step
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_total_not_null;
-- migrate: step
-- migrate: assert SELECT true
ALTER TABLE app.orders ALTER COLUMN state SET NOT NULL; -- ! PGM204
--- triggers
-- The proof was never validated.
ALTER TABLE app.orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID; -- ! PGM219
-- migrate: step
-- migrate: assert SELECT true
ALTER TABLE app.orders ALTER COLUMN total SET NOT NULL; -- ! PGM204
--- passes
ALTER TABLE app.orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL AND total < 1000) NOT VALID;
-- migrate: step
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_total_not_null;
-- migrate: step
ALTER TABLE app.orders ALTER COLUMN total SET NOT NULL;
-- migrate: step
ALTER TABLE app.orders DROP CONSTRAINT orders_total_not_null;
-- migrate: step
ALTER TABLE app.users ALTER COLUMN email SET NOT NULL;
