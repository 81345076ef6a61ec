--- triggers
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0); -- ! PGM201 PGM704
-- migrate: step
CREATE UNIQUE INDEX users_bio_key ON app.users (bio) WHERE score > 0; -- ! PGM101 PGM704
--- passes
-- migrate: assert SELECT NOT EXISTS (SELECT FROM app.users WHERE NOT (score > 0))
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0); -- ! PGM201
-- migrate: step
ALTER TABLE app.users ADD CONSTRAINT users_code_check CHECK (code > 0) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_code_check;
