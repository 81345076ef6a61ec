--- triggers
-- migrate: step transaction=off
REINDEX INDEX CONCURRENTLY app.orders_state_idx; -- ! PGM109
--- passes
ANALYZE app.orders;
