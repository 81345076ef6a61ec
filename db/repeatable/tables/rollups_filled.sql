-- Its name sorts after the triggers of all tables that aggregates are derived from, so it can fill the aggregates once.
-- migrate: step statement-timeout=6h reason="reads every post and comment once; most of it blocks no one"

SELECT app.build_rollups();

SELECT app.build_spans();
