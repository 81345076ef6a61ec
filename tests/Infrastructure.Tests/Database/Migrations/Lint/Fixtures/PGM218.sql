--- triggers
ALTER TABLE app.users DROP CONSTRAINT users_age_check; -- ! PGM218
-- migrate: step
ALTER TABLE app.users DROP CONSTRAINT users_email_key; -- ! PGM218
-- migrate: step
ALTER TABLE app.orders DROP CONSTRAINT orders_pkey; -- ! PGM218
-- migrate: step
ALTER TABLE app.orders DROP CONSTRAINT orders_user_id_fkey; -- ! PGM212 PGM218
--- passes
ALTER TABLE app.spare ADD CONSTRAINT spare_id_check CHECK (id > 0) NOT VALID;
-- migrate: step
ALTER TABLE app.spare VALIDATE CONSTRAINT spare_id_check;
