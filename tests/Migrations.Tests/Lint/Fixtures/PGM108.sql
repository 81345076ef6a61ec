--- triggers
REINDEX INDEX app.orders_state_idx; -- ! PGM108
-- migrate: step
REINDEX TABLE app.orders; -- ! PGM108
-- migrate: step transaction=off
REINDEX SCHEMA app; -- ! PGM108
--- passes
-- migrate: step transaction=off
REINDEX INDEX CONCURRENTLY app.orders_state_idx;
REINDEX (VERBOSE, CONCURRENTLY) TABLE app.orders;
