--- triggers
ALTER TABLE app.orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID;
-- migrate: step
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_total_not_null;
-- migrate: step
ALTER TABLE app.orders ALTER COLUMN total SET NOT NULL, DROP CONSTRAINT orders_total_not_null; -- ! PGM205 PGM218
--- triggers
ALTER TABLE app.orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID;
-- migrate: step
-- migrate: assert SELECT true
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_total_not_null, ALTER COLUMN total SET NOT NULL; -- ! PGM205
--- passes
ALTER TABLE app.orders ADD CONSTRAINT orders_total_not_null CHECK (total IS NOT NULL) NOT VALID;
-- migrate: step
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_total_not_null;
-- migrate: step
ALTER TABLE app.orders ALTER COLUMN total SET NOT NULL;
-- migrate: step
ALTER TABLE app.orders DROP CONSTRAINT orders_total_not_null;
