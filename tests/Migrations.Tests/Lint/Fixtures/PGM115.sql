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
--- passes external
-- The index may be in a file that is not here.
SET lock_timeout = '2s';
SET statement_timeout = '10s';
ALTER TABLE app.stock ADD CONSTRAINT stock_owner_fkey FOREIGN KEY (owner_id) REFERENCES app.users (id) NOT VALID;
ALTER TABLE app.stock VALIDATE CONSTRAINT stock_owner_fkey;
--- triggers external
-- The column is new, and so has no index yet.
SET lock_timeout = '2s';
SET statement_timeout = '10s';
ALTER TABLE app.stock ADD COLUMN owner_id bigint;
ALTER TABLE app.stock ADD CONSTRAINT stock_owner_fkey FOREIGN KEY (owner_id) REFERENCES app.users (id) NOT VALID; -- ! PGM115
ALTER TABLE app.stock VALIDATE CONSTRAINT stock_owner_fkey;
ALTER TABLE app.stock ADD COLUMN maker_id bigint, ADD CONSTRAINT stock_maker_fkey FOREIGN KEY (maker_id) REFERENCES app.users (id) NOT VALID; -- ! PGM115
ALTER TABLE app.stock VALIDATE CONSTRAINT stock_maker_fkey;
--- passes
CREATE TEMPORARY TABLE owners (id bigint PRIMARY KEY);
CREATE TEMPORARY TABLE owned (owner_id bigint REFERENCES owners (id));
