-- A catalogue of books and their authors.
CREATE SCHEMA books;

CREATE TABLE books.authors (
    author_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT authors_pkey PRIMARY KEY,
    name      text NOT NULL
);

CREATE TABLE books.titles (
    title_id  bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT titles_pkey PRIMARY KEY,
    author_id bigint NOT NULL CONSTRAINT titles_author_id_fkey REFERENCES books.authors (author_id),
    title     text NOT NULL
);
CREATE INDEX titles_author_id_idx ON books.titles (author_id);
