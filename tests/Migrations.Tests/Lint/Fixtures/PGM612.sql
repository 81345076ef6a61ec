--- triggers
DO $$ BEGIN ALTER TABLE app.users ADD COLUMN level int; END $$; -- ! PGM612
-- migrate: step
DO LANGUAGE plpgsql 'begin alter table app.users add column luck float default random(); end'; -- ! PGM301 PGM612
-- migrate: step
DO $do$
DECLARE
    name text := 'x';
BEGIN
    IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'users' AND CASE WHEN true THEN true ELSE false END) THEN
        CREATE INDEX users_score_idx ON app.users (score); -- ! PGM101 PGM612
    ELSE
        EXECUTE 'DROP TABLE app.spare'; -- ! PGM213 PGM502
    END IF;
END
$do$;
-- migrate: step
DO $$ BEGIN EXECUTE format('ALTER TABLE %I SET UNLOGGED', 'users'); END $$; -- ! PGM612
-- migrate: step
SELECT app.wipe(); -- ! PGM612
-- migrate: step
DO $$ BEGIN PERFORM app.wipe(); END $$; -- ! PGM612
-- migrate: step
DO $$
DECLARE r record;
BEGIN
    FOR r IN SELECT id FROM app.users LOOP
        EXECUTE 'ALTER TABLE ' || r.id || ' ADD COLUMN a int'; -- ! PGM612
    END LOOP;
    FOR r IN EXECUTE 'SELECT ' || 1 LOOP
        NULL;
    END LOOP;
END $$;
-- migrate: step
CREATE FUNCTION app.wipe_all() RETURNS int LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN n := app.wipe(); RETURN n; END $$;
SELECT app.wipe_all(); -- ! PGM612
-- migrate: step
CREATE PROCEDURE app.shrink() LANGUAGE plpgsql AS $$ BEGIN
    ALTER TABLE app.users ADD COLUMN luck2 float DEFAULT random();
END $$;
CALL app.shrink(); -- ! PGM301 PGM612
--- passes
DO $$
DECLARE
    r record;
    n int := 0;
BEGIN
    <<outer>>
    FOR r IN SELECT id FROM app.users LOOP
        n := n + CASE WHEN r.id > 0 THEN 1 ELSE 0 END;
        EXIT outer WHEN n > 10;
    END LOOP;
    RAISE NOTICE 'drop table x; create index on y (z)';
EXCEPTION WHEN OTHERS THEN
    NULL;
END $$;
CREATE FUNCTION app.later() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE app.users; END $$;
