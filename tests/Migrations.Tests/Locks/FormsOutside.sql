-- Statements that refuse a transaction. They run one after the other and are not taken back; obstacles make each of them wait at its
-- locks, so that a second session can read them.

CREATE SCHEMA shop;
CREATE TABLE shop.orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, code text, amount int);
CREATE INDEX orders_code_idx ON shop.orders (code);
CREATE INDEX orders_amount_idx ON shop.orders (amount);
CREATE MATERIALIZED VIEW shop.sums AS SELECT 1 AS one;
CREATE TABLE shop.events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE shop.events_1 PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE shop.events_2 PARTITION OF shop.events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE INDEX events_id_idx ON shop.events (id);

-- forms
CREATE INDEX CONCURRENTLY orders_new_idx ON shop.orders (amount, code);
CREATE UNIQUE INDEX CONCURRENTLY orders_new_key ON shop.orders (id) WHERE amount > 0;
CREATE INDEX CONCURRENTLY events_1_day_idx ON shop.events_1 (day);
REINDEX INDEX CONCURRENTLY shop.orders_code_idx;
REINDEX TABLE CONCURRENTLY shop.orders;
REINDEX (CONCURRENTLY) INDEX shop.orders_amount_idx;
DROP INDEX CONCURRENTLY shop.orders_new_idx;
DROP INDEX CONCURRENTLY IF EXISTS shop.orders_new_key;
ALTER TABLE shop.events DETACH PARTITION shop.events_2 CONCURRENTLY;
VACUUM shop.orders;
VACUUM (ANALYZE) shop.orders;
VACUUM FULL shop.orders;
VACUUM (FULL, ANALYZE) shop.events_1;
VACUUM shop.events;
VACUUM FULL shop.sums;
REINDEX TABLE shop.events;
REINDEX SCHEMA CONCURRENTLY shop;
CLUSTER shop.events USING events_id_idx;
DISCARD ALL;
