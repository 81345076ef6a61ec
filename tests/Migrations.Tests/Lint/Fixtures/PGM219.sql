--- triggers
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID; -- ! PGM219
--- passes
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
--- later
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check;
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, CONSTRAINT fresh_id_check CHECK (id > 0) NOT VALID);
