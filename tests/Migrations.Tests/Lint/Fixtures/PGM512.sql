--- triggers
ALTER TABLE app.users OWNER TO other; -- ! PGM512
ALTER FUNCTION app.twice(int) OWNER TO other; -- ! PGM512
CREATE FUNCTION app.powerful() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; -- ! PGM512
REASSIGN OWNED BY other TO another; -- ! PGM512
--- passes
CREATE FUNCTION app.powerful() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';
ALTER FUNCTION app.powerful() OWNER TO other;
CREATE VIEW app.buyers AS SELECT user_id FROM app.orders;
ALTER VIEW app.buyers OWNER TO other;
