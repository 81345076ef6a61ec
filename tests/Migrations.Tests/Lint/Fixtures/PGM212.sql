--- triggers
-- migrate: allow=PGM218 reason="under test is the lock"
ALTER TABLE app.orders DROP CONSTRAINT orders_user_id_fkey; -- ! PGM212
--- triggers
-- migrate: allow=PGM502 reason="under test is the lock"
DROP TABLE app.orders; -- ! PGM212
--- passes
ALTER TABLE app.users DROP CONSTRAINT users_age_check; -- ! PGM218
-- migrate: step
DROP TABLE app.spare; -- ! PGM502
