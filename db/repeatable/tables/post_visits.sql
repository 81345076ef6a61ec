-- Closed to the runtime: app.record_views() writes it, and no role may list what was read.
-- migrate: allow=PGM416,PGM417 reason="only the owner reads it"

ALTER TABLE app.post_visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_visits FORCE ROW LEVEL SECURITY;
