--- triggers
DROP FUNCTION app.touch(); -- ! PGM507
-- migrate: step
CREATE OR REPLACE FUNCTION app.seven(n int) RETURNS int LANGUAGE sql AS 'SELECT 7'; -- ! PGM507
-- migrate: step
CREATE OR REPLACE FUNCTION app.twice(n int) RETURNS bigint LANGUAGE sql AS 'SELECT 7'; -- ! PGM507
--- passes
CREATE OR REPLACE FUNCTION app.twice(n int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT n + n';
CREATE FUNCTION app.thrice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 3';
