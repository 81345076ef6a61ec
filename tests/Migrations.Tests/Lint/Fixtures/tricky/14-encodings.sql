--- triggers bom
-- !file PGM902
select 1;
--- triggers utf16
-- !file PGM901
select 1;
--- triggers nul
-- !file PGM901
select 1;
--- triggers invalid
-- !file PGM904 PGM905
select 1;​
--- passes crlf
select 1;
-- migrate: step
select 2;
