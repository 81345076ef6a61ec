--- triggers
-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.orders_state_idx; -- ! PGM506
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_state_total_idx ON app.orders (state, total);
DROP INDEX CONCURRENTLY app.orders_state_idx;
--- passes external
-- The table of the index is unknown.
DROP INDEX CONCURRENTLY app.stock_code_idx;
--- triggers
-- migrate: step transaction=off
DROP INDEX CONCURRENTLY app.stock_code_idx; -- ! PGM506
