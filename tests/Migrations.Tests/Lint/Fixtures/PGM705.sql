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
--- passes
-- Parts of a composite or an array are no columns of their own.
INSERT INTO app.users (id, place.street, place.town) VALUES (1, 'a', 'b');
INSERT INTO app.users (id, marks[1], marks[2]) VALUES (2, 'a', 'b');
UPDATE app.users SET (place.street, place.town) = ('a', 'b') WHERE id = 1;
WITH fresh AS (INSERT INTO app.users (place.street, place.town) VALUES ('a', 'b') RETURNING id) SELECT id FROM fresh;
--- passes
-- Another operator class serves other queries.
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, n text);
CREATE INDEX fresh_n_idx ON app.fresh (n, n text_pattern_ops);
