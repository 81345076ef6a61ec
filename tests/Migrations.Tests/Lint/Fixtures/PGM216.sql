--- triggers
ALTER TABLE app.days ADD CONSTRAINT days_id_fkey FOREIGN KEY (id) REFERENCES app.users (id) NOT VALID; -- ! PGM115 PGM216 PGM219
--- passes
ALTER TABLE app.days_1 ADD CONSTRAINT days_id_fkey FOREIGN KEY (id) REFERENCES app.users (id) NOT VALID; -- ! PGM115
-- migrate: step
ALTER TABLE app.days_1 VALIDATE CONSTRAINT days_id_fkey;
