-- Orders get a status, in steps that stop nobody.
-- migrate: phase=expand

ALTER TABLE shop.orders ADD COLUMN status text;
ALTER TABLE shop.orders ALTER COLUMN status SET DEFAULT 'new';

-- migrate: step
ALTER TABLE shop.orders ADD CONSTRAINT orders_status_check CHECK (status IN ('new', 'paid')) NOT VALID;

-- migrate: step backfill table=shop.orders key=id
UPDATE shop.orders SET status = 'new' WHERE status IS NULL AND id > :lo AND id <= :hi;

-- migrate: step
ALTER TABLE shop.orders VALIDATE CONSTRAINT orders_status_check;

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_customer_id_idx ON shop.orders (customer_id);
