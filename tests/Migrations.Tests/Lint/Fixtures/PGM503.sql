--- triggers
DROP SCHEMA app; -- ! PGM503
-- migrate: step transaction=off
DROP DATABASE shop; -- ! PGM503
-- migrate: step
DROP OWNED BY other; -- ! PGM503
--- passes
CREATE SCHEMA other;
