--- triggers invalid
-- !file PGM905
-- only a comment
--- triggers invalid
-- !file PGM905
SELECT 'unterminated;
--- triggers invalid
-- !file PGM905
SELECT 1
--- triggers invalid
-- !file PGM905
DO $a$ BEGIN END $b$;
--- passes
SELECT 1;;
