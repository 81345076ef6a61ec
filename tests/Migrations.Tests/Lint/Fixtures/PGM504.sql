--- triggers
DROP VIEW app.people CASCADE; -- ! PGM409 PGM504
-- migrate: step
ALTER TABLE app.users DROP COLUMN bio CASCADE; -- ! PGM501 PGM504
-- migrate: step
ALTER TABLE app.users DROP CONSTRAINT users_pkey CASCADE; -- ! PGM218 PGM504
-- migrate: step
DROP TYPE app.mood CASCADE; -- ! PGM504
-- migrate: step
ALTER TYPE app.pair ADD ATTRIBUTE a int CASCADE; -- ! PGM504
-- migrate: step
ALTER TYPE app.pair DROP ATTRIBUTE IF EXISTS a CASCADE; -- ! PGM504
--- passes
ALTER TYPE app.pair ADD ATTRIBUTE a int;
--- passes
CREATE TABLE app.notes (
    id      bigint CONSTRAINT notes_pkey PRIMARY KEY,
    user_id bigint CONSTRAINT notes_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE
);
CREATE INDEX notes_user_id_idx ON app.notes (user_id);
