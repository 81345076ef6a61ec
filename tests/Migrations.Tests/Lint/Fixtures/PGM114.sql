--- triggers
-- migrate: step transaction=off
-- migrate: allow=PGM506 reason="replaced"
DROP INDEX CONCURRENTLY app.orders_state_idx;
CREATE INDEX CONCURRENTLY orders_state_total_idx ON app.orders (state, total); -- ! PGM114
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY orders_state_total_idx ON app.orders (state, total);
DROP INDEX CONCURRENTLY app.orders_state_idx;
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int);
CREATE INDEX fresh_n_idx ON app.fresh (n);
DROP INDEX app.fresh_n_idx;
CREATE INDEX fresh_n_id_idx ON app.fresh (n, id);
