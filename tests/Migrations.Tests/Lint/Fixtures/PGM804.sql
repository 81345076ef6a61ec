--- triggers
ALTER TABLE app.users ADD COLUMN born timestamp(0) without time zone; -- ! PGM804
--- passes
ALTER TABLE app.users ADD COLUMN born timestamp(0) with time zone, ADD COLUMN died timestamptz;
