--- triggers
CREATE INDEX users_score_idx ON app.users (score); -- ! PGM101
-- migrate: step
CREATE UNIQUE INDEX users_score_key ON app.users (score); -- ! PGM101 PGM704
-- migrate: step
create /* a comment */ UnIqUe
    -- and another
    index users_bio_key on app.users (bio); -- ! PGM101 PGM704
-- migrate: step
CREATE INDEX days_id_idx ON app.days (id); -- ! PGM101
-- migrate: step
CREATE INDEX ON app.users (score DESC) WHERE score > 0; -- ! PGM101
--- passes
-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, name text);
CREATE INDEX fresh_name_idx ON app.fresh (name);
CREATE TEMPORARY TABLE scratch (id int);
CREATE INDEX scratch_id_idx ON scratch (id);
-- migrate: step
CREATE INDEX days_id_idx ON ONLY app.days (id);
--- triggers external
-- Rolled back, so the table that is indexed is another one, and not new.
BEGIN;
CREATE TABLE app.trial (id bigint);
ROLLBACK;
CREATE INDEX trial_id_idx ON app.trial (id); -- ! PGM101 PGM606
