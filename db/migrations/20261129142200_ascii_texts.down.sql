-- The long way for every text; the results are the same.
CREATE OR REPLACE FUNCTION app.inline_text(markdown text, labels text[]) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    words  text := markdown;
    label  text;
BEGIN
    IF words ~ '[\\`<&]' THEN
        SELECT string_agg(
            CASE
                WHEN t.token[1] IS NOT NULL THEN translate(t.token[1], marks, aside)
                WHEN t.token[2] IS NOT NULL THEN translate(regexp_replace(t.token[2], '^\s(.*\S.*)\s$', '\1'), marks, aside)
                WHEN t.token[3] IS NOT NULL THEN translate(t.token[3], marks, aside)
                WHEN t.token[4] IS NOT NULL THEN translate(t.token[4], marks, aside)
                WHEN t.token[5] IS NOT NULL THEN translate(app.html_entity(t.token[5]), marks, aside)
                ELSE t.token[6]
            END, '' ORDER BY t.place)
        INTO words
        FROM regexp_matches(
            words,
            -- An escape, code between two and one backticks, an address in angle brackets, an entity, anything else.
            '\\([!-/:-@[-`{-~])|``((?:[^`]|`(?!`))+)``(?!`)|`([^`]+)`(?!`)|'
            '<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[A-Za-z0-9.!#$%&''*+/=?^_{|}~-]+@[A-Za-z0-9.-]+)>|'
            '&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);|([^\\`<&]+|[\\`<&])',
            'g') WITH ORDINALITY AS t (token, place);
    END IF;

    IF strpos(words, ']') > 0 THEN
        -- Twice, for pictures in links.
        FOR pass IN 1..2 LOOP
            words := regexp_replace(
                words,
                '!?\[([^][]*)\]\(\s*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|''[^'']*''|\([^()]*\)))?\s*\)',
                '\1', 'g');
        END LOOP;

        FOREACH label IN ARRAY labels LOOP
            IF label LIKE '^%' THEN
                words := replace(words, '[' || label || ']', '');
            ELSE
                words := regexp_replace(words, '!?\[([^][]+)\]\[' || regexp_replace(label, '([^[:alnum:]\s])', '\\\1', 'g') || '\]', '\1', 'gi');
                words := regexp_replace(words, '!?\[(' || regexp_replace(label, '([^[:alnum:]\s])', '\\\1', 'g') || ')\](?:\[\])?', '\1', 'gi');
            END IF;
        END LOOP;
    END IF;

    IF words ~ '[*_~]' THEN
        FOR pass IN 1..3 LOOP
            words := regexp_replace(words, '(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1', '\2', 'g');
            words := regexp_replace(words, '(?<![[:alnum:]_])(_{1,3})(?=[^\s_])((?:[^_]|_(?=[[:alnum:]]))*[^\s_])\1(?![[:alnum:]_])', '\2', 'g');
        END LOOP;
        words := regexp_replace(words, '~~(?=[^\s~])([^~]*[^\s~])~~', '\1', 'g');
    END IF;

    RETURN translate(replace(words, E'\\\n', E'\n'), aside, marks);
END
$$;

CREATE OR REPLACE FUNCTION app.excerpt(markdown text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    lines  CONSTANT text[] := string_to_array(translate(left(markdown, 4000), E'\r' || aside, ''), E'\n');
    labels text[] := '{}';
    words  text := '';
    line   text;
    place  integer := 0;
    fence  text;
    begun  boolean := false;  -- a paragraph goes on
    listed boolean := false;
    tabled boolean := false;
BEGIN
    IF strpos(markdown, ']:') > 0 THEN
        SELECT coalesce(array_agg(DISTINCT m.label[1]), '{}') INTO labels
        FROM regexp_matches(markdown, '^ {0,3}\[([^][]{1,200})\]:[ \t]*\S', 'gn') AS m (label);
    END IF;

    FOREACH line IN ARRAY lines LOOP
        place := place + 1;
        EXIT WHEN length(words) > 900;

        IF fence IS NOT NULL THEN
            IF line ~ ('^[\s>]*' || fence || '+\s*$') THEN
                fence := NULL;
            ELSE
                words := words || E'\n' || translate(line, marks, aside);
            END IF;
            CONTINUE;
        END IF;

        IF line ~ '^[\s>]*$' THEN
            begun := false;
            tabled := false;
            words := words || E'\n';
            CONTINUE;
        END IF;

        IF line ~ '^( {4}|\t)' AND NOT begun AND NOT listed THEN
            words := words || E'\n' || translate(line, marks, aside);
            CONTINUE;
        END IF;

        -- A rule, or the line under a heading.
        IF line ~ '^[\s>]*(-+|(\*\s*){3,}|(-\s*){3,}|(_\s*){3,})\s*$' OR (begun AND line ~ '^[\s>]*=+\s*$') THEN
            begun := false;
            CONTINUE;
        END IF;

        -- A number other than 1 begins no list within a paragraph.
        WHILE line ~ '^\s*(>|[-*+]\s|1[.)]\s)' OR ((NOT begun OR listed) AND line ~ '^\s*\d{1,9}[.)]\s') LOOP
            listed := listed OR line !~ '^\s*>';
            begun := begun AND line ~ '^\s*>';
            line := regexp_replace(line, '^\s*(>|[-*+]\s(\s*\[[ xX]\]\s)?|\d{1,9}[.)]\s(\s*\[[ xX]\]\s)?)', '');
        END LOOP;
        listed := listed AND (line ~ '^\s' OR begun OR line <> lines[place]);

        IF line ~ '^\s*(`{3,}[^`]*|~{3,}.*)$' THEN
            fence := substring(line FROM '^\s*(`+|~+)');
            begun := false;
            CONTINUE;
        END IF;

        IF line ~ '^\s*#{1,6}(\s|$)' THEN
            words := words || E'\n' || regexp_replace(regexp_replace(line, '^\s*#{1,6}', ''), '\s#+\s*$', '') || E'\n';
            begun := false;
            CONTINUE;
        END IF;

        -- What links and footnotes refer to.
        CONTINUE WHEN NOT begun AND line ~ '^ {0,3}\[[^][]{1,200}\]:[ \t]*\S';

        IF strpos(line, '|') > 0 AND lines[place + 1] ~ '^[\s>]*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$' AND strpos(lines[place + 1], '|') > 0 THEN
            tabled := true;
        END IF;
        IF tabled THEN
            CONTINUE WHEN line ~ '^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$';
            line := regexp_replace(replace(line, '\|', U&'\E009'), '\|', E' ', 'g');
            words := words || E'\n';
        END IF;

        words := words || E'\n' || line;
        begun := true;
    END LOOP;

    RETURN left(btrim(regexp_replace(app.inline_text(words, labels), '\s+', ' ', 'g')), 280);
END
$$;

CREATE OR REPLACE FUNCTION app.search_words(language regconfig, source text) RETURNS tsvector
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    spelled text := app.search_text(app.search_source(normalize(source, NFKC)));
    plain   text := app.plain_letters(spelled);
BEGIN
    IF char_length(spelled) > 30000 THEN
        LOOP
            BEGIN
                RETURN app.merged_words(to_tsvector(language, plain), to_tsvector(language, spelled));
            EXCEPTION WHEN program_limit_exceeded THEN
                spelled := left(spelled, char_length(spelled) / 2);
                plain := app.plain_letters(spelled);
            END;
        END LOOP;
    ELSIF plain = spelled THEN
        RETURN to_tsvector(language, spelled);
    END IF;

    RETURN app.merged_words(to_tsvector(language, plain), to_tsvector(language, spelled));
END
$$;
