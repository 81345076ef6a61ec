-- Comes by name after the triggers of all tables that sums are derived from, and so can fill the sums once and for good.
-- migrate: step statement-timeout=6h reason="reads every post and comment once; nobody waits for most of it"

SELECT app.build_rollups();

SELECT app.build_spans();
