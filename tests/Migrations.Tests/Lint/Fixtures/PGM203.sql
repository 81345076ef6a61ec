--- triggers
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check; -- ! PGM203 PGM611
-- migrate: step
ALTER TABLE app.orders ADD FOREIGN KEY (id) REFERENCES app.users NOT VALID;
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_id_fkey; -- ! PGM203 PGM611
--- passes
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check;
-- migrate: step transaction=off
ALTER TABLE app.users ADD CONSTRAINT users_code_check CHECK (code > 0) NOT VALID;
ALTER TABLE app.users VALIDATE CONSTRAINT users_code_check;
--- triggers external transaction
SET lock_timeout = '1s';
SET statement_timeout = '5s';
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check; -- ! PGM203 PGM611
--- passes external
SET lock_timeout = '1s';
SET statement_timeout = '5s';
ALTER TABLE app.users ADD CONSTRAINT users_score_check CHECK (score > 0) NOT VALID;
ALTER TABLE app.users VALIDATE CONSTRAINT users_score_check;
