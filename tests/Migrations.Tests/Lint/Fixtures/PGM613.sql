--- triggers
CALL app.batches(); -- ! PGM613
-- migrate: step
DO $$ BEGIN COMMIT; END $$; -- ! PGM613
--- passes
CALL app.steps();
-- migrate: step transaction=off
CALL app.batches();
DO $$ BEGIN COMMIT; END $$;
