-- Files that people open with other programs.

-- A cell of a CSV file. What a spreadsheet would take for a formula gets an apostrophe in front, unless it is kept.
CREATE OR REPLACE FUNCTION app.csv_text(cell text, keep boolean) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN CASE WHEN keep OR cell !~ '^[-=+@\t\r\n]' THEN cell ELSE '''' || cell END;

REVOKE EXECUTE ON FUNCTION app.csv_text(text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.csv_text(text, boolean) TO app_api;
