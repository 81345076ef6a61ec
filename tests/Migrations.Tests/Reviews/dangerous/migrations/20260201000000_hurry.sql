-- Everything at once, on a full table.
-- migrate: reviewer="Dana"

ALTER TABLE shop.orders ALTER COLUMN total TYPE numeric;
ALTER TABLE shop.orders ALTER COLUMN total SET NOT NULL;
CREATE INDEX orders_total_idx ON shop.orders (total);
DO $$ BEGIN EXECUTE format('ALTER TABLE %I.%I SET UNLOGGED', 'shop', 'orders'); END $$;

-- migrate: step
ALTER TABLE shop.customers DROP COLUMN name;
