-- Excerpts are back to what four expressions leave of the first 2,000 characters.
CREATE OR REPLACE FUNCTION app.excerpt(markdown text) RETURNS text
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

-- migrate: step backfill table=app.posts key=id triggers=on
UPDATE app.posts AS p SET body = p.body WHERE p.id > :lo AND p.id <= :hi;

-- migrate: step
DROP FUNCTION app.inline_text(text, text[]), app.html_entity(text);
