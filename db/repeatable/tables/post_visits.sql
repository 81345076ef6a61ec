-- Closed to the runtime: app.record_views() writes it, and what somebody has read is nobody's to list.
-- migrate: allow=PGM416,PGM417 reason="nobody but the owner reads it"

ALTER TABLE app.post_visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_visits FORCE ROW LEVEL SECURITY;
