--- triggers
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_bio_lower_idx ON app.users (lower(bio)); -- ! PGM706
-- migrate: step backfill table=app.orders key=id
UPDATE app.orders SET total = 1 WHERE id > :lo AND id <= :hi; -- ! PGM706
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_bio_lower_idx ON app.users (lower(bio));
-- migrate: step
ANALYZE app.users;
