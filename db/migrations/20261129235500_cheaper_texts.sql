-- Texts that are written cost less. The results are the same, so nothing that is stored is made again. An excerpt looks for no marks where
-- a line begins with a letter; the search vector replaces marks instead of looking up each character; and post_words and user_words are
-- PL/pgSQL, which keeps the plan that a function of the language SQL makes anew in every transaction.
CREATE OR REPLACE FUNCTION app.excerpt(markdown text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    marks  CONSTANT text := '*_[]()!~`|<>\&#';
    aside  CONSTANT text := U&'\E000\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E';
    begins CONSTANT text := left(markdown, 4000);
    lines  CONSTANT text[] := string_to_array(
        CASE
            WHEN octet_length(begins) = char_length(begins) THEN replace(begins, E'\r', '')
            ELSE translate(begins, E'\r' || aside, '')
        END, E'\n');
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

        -- Most lines begin with a letter, and none of these marks does.
        IF ascii(lower(left(line, 1))) BETWEEN ascii('a') AND ascii('z') THEN
            listed := listed AND begun;
        ELSE
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
        END IF;

        IF strpos(line, '|') > 0
            AND lines[place + 1] ~ '^[\s>]*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$'
            AND strpos(lines[place + 1], '|') > 0
        THEN
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

    -- One space between words, which a line of ASCII mostly has already.
    words := btrim(app.inline_text(words, labels), E' \n');
    IF octet_length(words) > char_length(words) OR words ~ '[\x01-\x1F]|  ' THEN
        words := btrim(regexp_replace(words, '\s+', ' ', 'g'));
    END IF;
    RETURN left(words, 280);
END
$$;

CREATE OR REPLACE FUNCTION app.search_text(source text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words text := source;
BEGIN
    IF octet_length(words) > char_length(words) THEN
        -- Punctuation beyond ASCII, which a database of the locale C takes for letters.
        words := regexp_replace(
            words, U&'[\00A1-\00A9\00AB-\00B4\00B6-\00B9\00BB-\00BF\2010-\2027\2030-\205E\2190-\2BFF\3000-\3004\3008-\3030]', ' ', 'g');
        IF words ~ app.cjk() THEN
            words := regexp_replace(words, '(' || app.cjk() || '+)', U&'\001F\\1\001F', 'g');
            words := regexp_replace(words, '(' || app.cjk() || ')', U&'\\1\001F\\1', 'g');
        END IF;
    END IF;

    IF words ~ '[vV]\d' THEN
        words := regexp_replace(words, '\m(v)(?=\d+\.\d)', U&'\\1\001F', 'gi');
    END IF;

    -- One after the other: translate() looks every character of the text up in the list, which takes five times as long.
    words := lower(words COLLATE pg_c_utf8);
    words := replace(replace(replace(replace(words, '#', U&'\0001'), '%', U&'\0002'), '&', U&'\0003'), '''', U&'\0004');
    words := replace(replace(replace(replace(words, '+', U&'\0005'), '-', U&'\0006'), '.', U&'\0007'), '/', U&'\0008');
    words := replace(replace(replace(replace(words, ':', U&'\000E'), ';', U&'\000F'), '<', U&'\0010'), '=', U&'\0011');
    words := replace(replace(replace(words, '>', U&'\0012'), '?', U&'\0013'), '@', U&'\0014');
    words := replace(replace(replace(words, '\', U&'\0015'), '_', U&'\0016'), '~', U&'\0017');
    RETURN words;
END
$$;

CREATE OR REPLACE FUNCTION app.search_words(language regconfig, source text) RETURNS tsvector
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    spelled text;
    plain   text;
BEGIN
    -- ASCII is composed already, and its letters are plain.
    IF octet_length(source) = char_length(source) AND octet_length(source) <= 30000 THEN
        RETURN to_tsvector(language, app.search_text(replace(source, U&'\001F', '')));
    END IF;

    spelled := app.search_text(app.search_source(normalize(source, NFKC)));
    plain := app.plain_letters(spelled);
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

CREATE OR REPLACE FUNCTION app.post_words(language text, title text, body text, tags text[]) RETURNS tsvector
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN setweight(app.search_words(language::regconfig, title), 'A')
        || setweight(app.search_words(language::regconfig, body), 'B')
        || setweight(app.search_words(language::regconfig, array_to_string(tags, ' ')), 'C');
END
$$;

CREATE OR REPLACE FUNCTION app.user_words(username text, full_name text) RETURNS tsvector
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN setweight(app.search_words('simple', username), 'A') || setweight(app.search_words('simple', coalesce(full_name, '')), 'B');
END
$$;
