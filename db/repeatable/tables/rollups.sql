-- Closed to the runtime: which sums have been filled is the owner's business.
-- migrate: allow=PGM416,PGM417 reason="only the owner reads it"

ALTER TABLE app.rollups ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.rollups FORCE ROW LEVEL SECURITY;
