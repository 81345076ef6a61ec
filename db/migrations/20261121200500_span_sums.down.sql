-- Loses no more than sums. Summaries read single days again.
DELETE FROM app.features WHERE name = 'span-sums';
DELETE FROM app.rollups WHERE name = 'spans';
DROP TABLE app.span_tags;
DROP TABLE app.span_posts;
DROP FUNCTION IF EXISTS app.span_start(date, integer), app.spans_of(date, date), app.build_span_sums(), app.build_spans();
