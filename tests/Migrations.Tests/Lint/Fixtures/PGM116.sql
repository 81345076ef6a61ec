--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_state2_idx ON app.orders (STATE); -- ! PGM116
CREATE UNIQUE INDEX CONCURRENTLY users_email2_key ON app.users (email); -- ! PGM116
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_state2_idx ON app.orders (state) WHERE total > 0;
CREATE INDEX CONCURRENTLY orders_state3_idx ON app.orders (state DESC);
