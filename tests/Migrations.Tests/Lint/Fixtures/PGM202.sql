--- triggers
-- migrate: assert SELECT true
ALTER TABLE app.orders ADD CONSTRAINT orders_id_fkey FOREIGN KEY (id) REFERENCES app.users (id); -- ! PGM202
-- migrate: step
ALTER TABLE app.spare ADD FOREIGN KEY (id) REFERENCES app.users; -- ! PGM115 PGM202 PGM704
-- migrate: step
-- migrate: assert SELECT true
ALTER TABLE app.days ADD CONSTRAINT days_id_fkey FOREIGN KEY (id) REFERENCES app.users (id); -- ! PGM115 PGM202
--- passes
ALTER TABLE app.orders ADD CONSTRAINT orders_id_fkey FOREIGN KEY (id) REFERENCES app.users (id) NOT VALID;
-- migrate: step
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_id_fkey;
