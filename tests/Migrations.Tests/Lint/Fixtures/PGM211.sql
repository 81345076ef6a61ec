--- triggers
ALTER TABLE app.spare ADD COLUMN user_id bigint CONSTRAINT spare_user_id_fkey REFERENCES app.users (id); -- ! PGM211
-- migrate: step
ALTER TABLE app.spare ADD COLUMN order_id bigint DEFAULT 1 CONSTRAINT spare_order_id_fkey REFERENCES app.orders (id); -- ! PGM211
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY spare_user_id_idx ON app.spare (user_id);
CREATE INDEX CONCURRENTLY spare_order_id_idx ON app.spare (order_id);
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ADD COLUMN user_id bigint CONSTRAINT fresh_user_id_fkey REFERENCES app.users (id);
CREATE INDEX fresh_user_id_idx ON app.fresh (user_id);
-- migrate: step
ALTER TABLE app.spare ADD COLUMN user_id bigint;
