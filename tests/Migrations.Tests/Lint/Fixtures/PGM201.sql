--- triggers
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0); -- ! PGM201 PGM704
-- migrate: step
ALTER TABLE app.orders ADD CHECK (total > 0), ADD COLUMN note text; -- ! PGM201 PGM704
--- passes
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check;
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ADD CONSTRAINT fresh_id_check CHECK (id > 0);
