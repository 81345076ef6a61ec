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
--- triggers external
-- An earlier file, which is not here, may have added the proof.
SET lock_timeout = '2s';
SET statement_timeout = '10s';
ALTER TABLE app.stock VALIDATE CONSTRAINT stock_amount_not_null;
ALTER TABLE app.stock ALTER COLUMN amount SET NOT NULL; -- ! PGM204
ALTER TABLE app.stock DROP CONSTRAINT stock_amount_not_null;
--- triggers external
-- No proof: the column is newer than the constraint, or the constraint of another table.
SET lock_timeout = '2s';
SET statement_timeout = '10s';
ALTER TABLE app.stock ADD COLUMN place text;
ALTER TABLE app.stock VALIDATE CONSTRAINT stock_amount_not_null;
ALTER TABLE app.stock ALTER COLUMN place SET NOT NULL; -- ! PGM204 PGM704
ALTER TABLE app.goods ALTER COLUMN amount SET NOT NULL; -- ! PGM204 PGM704
