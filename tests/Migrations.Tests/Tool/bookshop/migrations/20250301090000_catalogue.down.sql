DROP TABLE books.titles;
DROP TABLE books.authors;
DROP SCHEMA books;
