--- triggers
CREATE TYPE app.level AS ENUM ('low', 'high'); -- ! PGM511
--- passes
CREATE TYPE app.pair AS (a int, b int);
