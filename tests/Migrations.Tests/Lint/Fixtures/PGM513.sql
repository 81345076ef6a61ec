--- triggers
-- !file PGM513
-- migrate: phase=contract
ALTER TABLE app.users DROP COLUMN bio;
--- earlier
-- migrate: phase=expand
ALTER TABLE app.users ADD COLUMN mail text;
--- triggers now=2026-02-05
-- !file PGM513 PGM617
-- migrate: phase=contract
-- migrate: requires=20260201000000
ALTER TABLE app.users DROP COLUMN bio;
--- triggers
-- migrate: phase=expand
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar(5); -- ! PGM306 PGM513 PGM704
-- migrate: step
ANALYZE app.orders;
--- earlier
-- migrate: phase=expand
ALTER TABLE app.users ADD COLUMN mail text;
--- passes
-- migrate: phase=contract
-- migrate: requires=20260201000000
ALTER TABLE app.users DROP COLUMN bio;
