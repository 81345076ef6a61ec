--- triggers
INSERT INTO app.users (id, email, ID) VALUES (1, 'a', 2); -- ! PGM705
UPDATE app.users SET age = 1, age = 2 WHERE id = 1; -- ! PGM705
UPDATE app.users SET (age, bio) = (1, 'x'), bio = 'y' WHERE id = 1; -- ! PGM705
-- migrate: step
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n int, n text); -- ! PGM705
CREATE INDEX fresh_n_idx ON app.fresh (n, n); -- ! PGM705
--- passes
INSERT INTO app.users (id, email) VALUES (1, 'a');
UPDATE app.users SET age = 1, bio = 'x' WHERE id = 1;
UPDATE app.users SET data['a'] = '1', data['b'] = '2' WHERE id = 1;
