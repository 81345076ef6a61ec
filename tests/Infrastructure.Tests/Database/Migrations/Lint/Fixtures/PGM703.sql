--- triggers
UPDATE app.users SET age = 1 WHERE age IS NULL; -- ! PGM703
DELETE FROM app.orders WHERE id = 5 OR total = 1; -- ! PGM703
INSERT INTO app.orders (id, user_id) SELECT id, id FROM app.users; -- ! PGM703
UPDATE app.orders SET total = 1 WHERE user_id = 5; -- ! PGM703
MERGE INTO app.orders AS o USING app.users AS u ON o.user_id = u.id WHEN MATCHED THEN DELETE; -- ! PGM703
--- passes
UPDATE app.users SET age = 1 WHERE id = 5 AND age IS NULL;
UPDATE app.users AS u SET age = 1 WHERE u.email = 'a@b.c';
DELETE FROM app.orders WHERE id IN (1, 2, 3);
DELETE FROM app.orders WHERE id >= 10 AND id < 20;
DELETE FROM app.orders WHERE id BETWEEN 10 AND 20;
INSERT INTO app.orders (id, user_id) VALUES (1, 1), (2, 2);
INSERT INTO app.orders (id, user_id) SELECT 1, 1 WHERE NOT EXISTS (SELECT 1);
INSERT INTO app.orders (id, user_id) SELECT n, n FROM generate_series(1, 10) AS n;
INSERT INTO app.orders (id, user_id) SELECT * FROM (VALUES (1, 1)) AS v;
MERGE INTO app.orders AS o USING (VALUES (1)) AS v (id) ON o.id = v.id WHEN MATCHED THEN DELETE;
