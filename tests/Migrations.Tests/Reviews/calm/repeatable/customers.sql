CREATE OR REPLACE VIEW shop.names AS SELECT name FROM shop.customers;
