-- Excerpts of Markdown read as text. The first 2,000 characters are enough for 280 readable ones, and bound the price of an insert.
-- migrate: allow=PGM304 reason="before the first release: no table holds rows that anybody waits for"

CREATE FUNCTION app.excerpt(markdown text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN (
        SELECT left(btrim(regexp_replace(words.plain, '\s+', ' ', 'g')), 280)
        FROM (SELECT
            -- From the inside out: fences, images and links to their words, then marks at the start of a line, then emphasis.
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(left(markdown, 2000), '^\s*(```|~~~).*$', '', 'gn'),
                        '!?\[([^\]\[]*)\]\([^()\s]*(?:\s+"[^"]*")?\)', '\1', 'g'),
                    '^\s*(#{1,6}\s+|>\s?|[-*+]\s+(\[[ xX]\]\s+)?|\d{1,9}[.)]\s+|([-*_]\s*){3,}$)+', '', 'gn'),
                '(\*\*|__|~~|`)', '', 'g') AS plain) AS words);

ALTER TABLE app.posts ALTER COLUMN excerpt SET EXPRESSION AS (app.excerpt(body));
