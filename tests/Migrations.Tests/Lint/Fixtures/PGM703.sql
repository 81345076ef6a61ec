--- triggers
UPDATE app.users SET age = 1 WHERE age IS NULL; -- ! PGM703
DELETE FROM app.orders WHERE id = 5 OR total = 1; -- ! PGM703
INSERT INTO app.orders (id, user_id) SELECT id, id FROM app.users; -- ! PGM703
UPDATE app.orders SET total = 1 WHERE user_id = 5; -- ! PGM703
MERGE INTO app.orders AS o USING app.users AS u ON o.user_id = u.id WHEN MATCHED THEN DELETE; -- ! PGM703
UPDATE app.orders AS o SET total = u.age FROM app.users AS u WHERE o.id = u.id; -- ! PGM703
DELETE FROM app.orders USING app.users AS u WHERE orders.id = u.id; -- ! PGM703
DELETE FROM app.orders AS o USING app.users AS u WHERE u.id = 5; -- ! PGM703
UPDATE app.orders SET total = 1 WHERE id = user_id; -- ! PGM703
UPDATE app.orders SET total = 1 WHERE id IN (user_id, total); -- ! PGM703
UPDATE app.orders SET total = 1 WHERE id > user_id AND id < 20; -- ! PGM703
WITH big AS (SELECT id FROM app.users) DELETE FROM app.orders AS o USING big WHERE o.id = big.id; -- ! PGM703
DO $$
DECLARE r record;
BEGIN
    FOR r IN SELECT id FROM app.users LOOP
        UPDATE app.users SET age = 1 WHERE id = r.id; -- ! PGM703
    END LOOP;
    WHILE true LOOP
        DELETE FROM app.orders WHERE id = 5; -- ! PGM703
    END LOOP;
END $$;
--- passes
UPDATE app.orders AS o SET total = v.total FROM (VALUES (1, 2)) AS v (id, total) WHERE o.id = v.id;
DELETE FROM app.orders USING (VALUES (1)) AS v (id) WHERE orders.id = v.id;
UPDATE app.orders AS o SET total = 1 FROM unnest(ARRAY[1, 2]) AS v WHERE o.id = v;
WITH few (id) AS (VALUES (1), (2)) DELETE FROM app.orders AS o USING few WHERE o.id = few.id;
UPDATE app.users SET age = 1 WHERE id = '5'::bigint AND bio = email;
UPDATE app.users SET age = 1 WHERE id = CAST('5' AS bigint);
UPDATE app.users SET age = 1 WHERE email = lower('A@b.c');
DO $$
DECLARE wanted bigint := 5;
BEGIN
    UPDATE app.users SET age = 1 WHERE id = wanted;
    FOR i IN 1..3 LOOP
        UPDATE app.users SET age = 1 WHERE id = i;
    END LOOP;
END $$;
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
--- passes
DECLARE walk CURSOR FOR SELECT id FROM app.users FOR UPDATE;
FETCH walk;
UPDATE app.users SET age = 2 WHERE CURRENT OF walk;
DELETE FROM app.users WHERE CURRENT OF walk;
