--- triggers nul
-- !file PGM901
SELECT 1;
--- triggers utf16
-- !file PGM901
SELECT 1;
--- triggers latin1
-- !file PGM901
SELECT 1;
--- passes
SELECT 'äöü 😀';
