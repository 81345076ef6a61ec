-- The tables that the change below meets.
CREATE SCHEMA shop;
CREATE TABLE shop.customers (id bigint NOT NULL CONSTRAINT customers_pkey PRIMARY KEY, name text NOT NULL);
CREATE TABLE shop.orders (
    id          bigint NOT NULL CONSTRAINT orders_pkey PRIMARY KEY,
    customer_id bigint NOT NULL CONSTRAINT orders_customer_id_fkey REFERENCES shop.customers (id),
    total       bigint
);
