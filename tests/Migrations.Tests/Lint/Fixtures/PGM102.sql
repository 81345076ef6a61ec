--- triggers
DROP INDEX app.users_name_lower_idx; -- ! PGM102 PGM506
-- migrate: step
DROP INDEX IF EXISTS app.users_data_idx, app.orders_state_idx; -- ! PGM102 PGM506
--- passes
-- migrate: step transaction=off
-- migrate: allow=PGM506 reason="not used"
DROP INDEX CONCURRENTLY app.users_name_lower_idx;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, name text);
CREATE INDEX fresh_name_idx ON app.fresh (name);
DROP INDEX app.fresh_name_idx;
