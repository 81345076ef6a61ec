--- triggers
DO $$ BEGIN EXECUTE format('alter table %I set unlogged', 't'); END $$; -- ! PGM612
