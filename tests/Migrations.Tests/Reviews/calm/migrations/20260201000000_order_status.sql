-- Orders get a status, in steps that block no query.
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

-- migrate: step
CREATE TABLE shop.notes (id bigint NOT NULL CONSTRAINT notes_pkey PRIMARY KEY, order_id bigint NOT NULL, text text NOT NULL);
COMMENT ON TABLE shop.notes IS 'What people write on orders.';
CREATE INDEX notes_order_id_idx ON shop.notes (order_id);
ALTER TABLE shop.notes ADD CONSTRAINT notes_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop.orders (id);
