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
--- passes
-- What comes back under its name was replaced.
-- migrate: step transaction=off
CREATE UNIQUE INDEX CONCURRENTLY orders_again_key ON app.orders (id);
-- migrate: step
ALTER TABLE app.orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_again_key;
-- migrate: step
ALTER TABLE app.users DROP CONSTRAINT IF EXISTS users_age_check;
ALTER TABLE app.users ADD CONSTRAINT users_age_check CHECK (age > 1) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_age_check;
--- triggers
ALTER TABLE app.users DROP CONSTRAINT users_age_check; -- ! PGM218
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 1) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check;
