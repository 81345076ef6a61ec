--- triggers
CREATE DOMAIN app.percent AS int CHECK (VALUE BETWEEN 0 AND 100); -- ! PGM220
-- migrate: step
ALTER DOMAIN app.word ADD CONSTRAINT word_check CHECK (VALUE <> ''); -- ! PGM220
-- migrate: step
ALTER DOMAIN app.word SET NOT NULL; -- ! PGM220
-- migrate: step
ALTER DOMAIN app.word VALIDATE CONSTRAINT word_check; -- ! PGM220
--- passes
CREATE DOMAIN app.label AS text;
ALTER DOMAIN app.word DROP CONSTRAINT word_check;
ALTER DOMAIN app.word SET DEFAULT 'x';
