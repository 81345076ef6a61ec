--- triggers
ALTER TABLE app.orders ALTER CONSTRAINT orders_user_id_fkey DEFERRABLE; -- ! PGM214
--- passes
CREATE TABLE app.fresh (
    id      bigint CONSTRAINT fresh_pkey PRIMARY KEY,
    user_id bigint CONSTRAINT fresh_user_id_fkey REFERENCES app.users (id) DEFERRABLE
);
CREATE INDEX fresh_user_id_idx ON app.fresh (user_id);
