--- triggers
-- migrate: step transaction=off
-- migrate: allow=PGM506 reason="replaced"
DROP INDEX CONCURRENTLY app.orders_state_idx;
CREATE INDEX CONCURRENTLY orders_state_total_idx ON app.orders (state, total); -- ! PGM114
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_state_total_idx ON app.orders (state, total);
DROP INDEX CONCURRENTLY app.orders_state_idx;
