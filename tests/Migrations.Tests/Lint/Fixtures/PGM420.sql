--- triggers
CREATE EXTENSION IF NOT EXISTS citext; -- ! PGM420
DROP EXTENSION citext; -- ! PGM420
--- passes
CREATE TYPE app.pair AS (a int, b int);
