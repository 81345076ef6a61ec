-- The number by which shops order.
ALTER TABLE books.titles ADD COLUMN isbn text;

-- migrate: step transaction=off
CREATE UNIQUE INDEX CONCURRENTLY titles_isbn_key ON books.titles (isbn);
