--- triggers invalid
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY,); -- ! PGM906
SELECT 1 FROM WHERE; -- ! PGM906
DO $$
BEGIN
    IF true THEN
        SELECT 1 FROM;
    END IF;
END $$; -- ! PGM906
CREATE FUNCTION app.broken(n int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RETURN 1
END $$; -- ! PGM906
--- passes
SELECT * FROM nowhere;
CREATE INDEX CONCURRENTLY users_score_idx ON app.users (score);
-- migrate: step backfill table=app.users key=id
UPDATE app.users SET age = 1 WHERE id > :lo AND id <= :hi;
