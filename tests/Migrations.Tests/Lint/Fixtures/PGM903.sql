--- triggers
-- !file PGM903
-- harmlessDROP TABLE app.spare; -- ! PGM502
--- passes crlf
SELECT 1;
SELECT 2;
