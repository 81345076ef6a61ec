--- triggers
BEGIN; -- ! PGM601
UPDATE app.users SET age = 1 WHERE id = 1;
COMMIT; -- ! PGM601
--- triggers
SAVEPOINT a; -- ! PGM601
ROLLBACK TO a; -- ! PGM601
RELEASE a; -- ! PGM601
START TRANSACTION ISOLATION LEVEL SERIALIZABLE; -- ! PGM601
ROLLBACK; -- ! PGM601
--- triggers external
BEGIN;
BEGIN; -- ! PGM601
COMMIT;
COMMIT; -- ! PGM601
--- triggers external transaction
UPDATE app.users SET age = 1 WHERE id = 1;
COMMIT; -- ! PGM601
UPDATE app.users SET age = 1 WHERE id = 2;
ROLLBACK; -- ! PGM601
--- passes external transaction
SAVEPOINT a;
UPDATE app.users SET age = 1 WHERE id = 1;
ROLLBACK TO a;
--- passes
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
CREATE FUNCTION app.talk() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'COMMIT; ROLLBACK;'; END $$;
CREATE FUNCTION app.atomic(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN n > 0 THEN 1 ELSE 2 END; SELECT n; END;
--- passes external
BEGIN;
UPDATE app.users SET age = 1 WHERE id = 1;
COMMIT;
--- triggers external transaction
-- Behind the COMMIT the file is in no transaction, until it begins one, which the tool commits.
COMMIT; -- ! PGM601
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
COMMIT; -- ! PGM601
BEGIN;
UPDATE app.users SET age = 1 WHERE id = 1;
--- triggers external transaction
COMMIT AND CHAIN; -- ! PGM601
VACUUM app.users; -- ! PGM103
