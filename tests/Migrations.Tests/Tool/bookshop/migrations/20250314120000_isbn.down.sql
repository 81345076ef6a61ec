-- migrate: step transaction=off
DROP INDEX CONCURRENTLY books.titles_isbn_key;

-- migrate: step
ALTER TABLE books.titles DROP COLUMN isbn;
