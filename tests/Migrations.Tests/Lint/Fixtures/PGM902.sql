--- triggers bom
-- !file PGM902
SELECT 1;
--- passes
SELECT 1;
