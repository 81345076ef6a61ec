--- triggers
-- migrate: assert SELECT true
ALTER TABLE app.users ADD CONSTRAINT users_bio_key UNIQUE (bio); -- ! PGM206
-- migrate: step
ALTER TABLE app.users ADD COLUMN handle text UNIQUE; -- ! PGM206
-- migrate: step
ALTER TABLE app.orders ADD UNIQUE NULLS NOT DISTINCT (state, total), ADD COLUMN note text; -- ! PGM206 PGM704
--- passes
-- migrate: step transaction=off
CREATE UNIQUE INDEX CONCURRENTLY users_bio_key ON app.users (bio);
-- migrate: step
ALTER TABLE app.users ADD CONSTRAINT users_bio_key UNIQUE USING INDEX users_bio_key;
