--- triggers
ALTER TYPE app.mood ADD VALUE 'fine' AFTER 'good';
INSERT INTO app.users (id, email, code, mood) VALUES (1, 'a', 1, 'fine'); -- ! PGM509
--- passes
ALTER TYPE app.mood ADD VALUE 'fine' AFTER 'good';
-- migrate: step
INSERT INTO app.users (id, email, code, mood) VALUES (1, 'a', 1, 'fine');
-- migrate: step
CREATE TYPE app.level AS ENUM ('low');
ALTER TYPE app.level ADD VALUE 'high' AFTER 'low';
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY, level app.level DEFAULT 'high');
