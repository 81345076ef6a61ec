--- triggers
ALTER TYPE app.mood ADD VALUE 'fine'; -- ! PGM510
--- passes
ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'fine' BEFORE 'bad';
