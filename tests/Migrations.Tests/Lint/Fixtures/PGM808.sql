--- triggers
CREATE TABLE app.fresh (id bigint); -- ! PGM808
--- passes
CREATE TABLE app.fresh (id bigint);
ALTER TABLE app.fresh ADD CONSTRAINT fresh_pkey PRIMARY KEY (id);
CREATE TABLE app.part PARTITION OF app.fresh DEFAULT;
--- passes
-- The server has no keys for foreign tables.
CREATE FOREIGN TABLE app.remote (id bigint) SERVER archive;
--- passes external
-- Rolled back, so nothing of it stays.
BEGIN;
CREATE TABLE app.trial (id bigint);
ROLLBACK;
--- triggers external
BEGIN;
CREATE TABLE app.kept (id bigint); -- ! PGM808
COMMIT;
