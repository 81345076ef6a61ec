-- Forgets who has read what; the counters stay.
DROP TABLE app.post_visits;
DROP TABLE app.post_reads;
DROP FUNCTION IF EXISTS
    app.record_views(uuid[], uuid[], boolean[], timestamptz[], interval), app.forget_views(interval, interval, integer),
    app.feed_tags(), app.similar_authors(uuid, boolean, integer);
