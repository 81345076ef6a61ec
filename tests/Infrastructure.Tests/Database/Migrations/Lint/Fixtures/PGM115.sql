--- triggers
CREATE TABLE app.notes (
    id      bigint CONSTRAINT notes_pkey PRIMARY KEY,
    user_id bigint CONSTRAINT notes_user_id_fkey REFERENCES app.users (id) -- ! PGM115
);
-- migrate: step
ALTER TABLE app.orders ADD CONSTRAINT orders_total_fkey FOREIGN KEY (total) REFERENCES app.users (code) NOT VALID; -- ! PGM115
-- migrate: step
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_total_fkey;
--- passes
CREATE TABLE app.notes (
    id       bigint CONSTRAINT notes_pkey PRIMARY KEY,
    user_id  bigint CONSTRAINT notes_user_id_fkey REFERENCES app.users (id),
    order_id bigint CONSTRAINT notes_order_id_fkey REFERENCES app.orders (id),
    CONSTRAINT notes_order_id_key UNIQUE (order_id)
);
CREATE INDEX notes_user_id_idx ON app.notes (user_id) WHERE user_id IS NOT NULL;
