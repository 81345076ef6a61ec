--- triggers invalid
-- !file PGM904
DROP TABLE app.spare;
--- triggers invalid
-- !file PGM904
SELECT 1;​SELECT 2;
--- triggers invalid
-- !file PGM904
SELECT 1; -- ‮lqs
--- passes
SELECT ' ​';
