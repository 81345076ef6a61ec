-- migrate: step transaction=off
DROP INDEX CONCURRENTLY shop.orders_customer_id_idx;

-- migrate: step
ALTER TABLE shop.orders DROP COLUMN status;
DROP TABLE shop.notes;
