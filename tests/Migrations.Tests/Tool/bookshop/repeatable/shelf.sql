CREATE OR REPLACE VIEW books.shelf AS
SELECT t.title_id, t.title, a.name AS author
FROM books.titles AS t
JOIN books.authors AS a USING (author_id);
