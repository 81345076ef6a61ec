-- Search finds words inside of names, addresses and versions, with and without accents, and inside of CJK. Both sides of a search read text
-- by the same functions, which need neither an extension nor ICU. They stand here and not with the repeatables, because what is stored was
-- made by them: a change of theirs comes with a backfill.

-- Characters of scripts that are written without spaces between words, as a class of a regular expression.
CREATE FUNCTION app.cjk() RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN U&'[\3005-\3007\3041-\3096\309D-\30FA\30FC-\312F\31F0-\31FF\3400-\4DBF\4E00-\9FFF\AC00-\D7A3\F900-\FAFF\+020000-\+03134F]';

-- Composed, and without what is invisible inside of words.
CREATE FUNCTION app.search_source(source text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN CASE
        WHEN octet_length(source) = char_length(source) THEN translate(source, U&'\001F', '')
        ELSE translate(normalize(source, NFC), U&'\001F\00AD\200B\200C\200D\2060\FEFF\E000\E001', '')
    END;

-- A text as the parser of text search is to read it. In lower case, and with every mark within names, addresses and versions as a control
-- character of its own, so that the parser finds words there and neither hosts, files nor tags. CJK is cut into overlapping pairs, by
-- doubling each character around U+001F, which also stands between the v and the number of a version. Each character stays one character
-- otherwise, so that a headline of the result fits the source.
CREATE FUNCTION app.search_text(source text) RETURNS text
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

    RETURN translate(
        lower(words COLLATE pg_c_utf8),
        '#%&''+-./:;<=>?@\_~',
        U&'\0001\0002\0003\0004\0005\0006\0007\0008\000E\000F\0010\0011\0012\0013\0014\0015\0016\0017');
END
$$;

-- Without the accents of Latin and Greek letters, letter for letter. Other scripts keep their marks, which make other letters of them.
CREATE FUNCTION app.without_accents(words text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF octet_length(words) = char_length(words) OR words !~ U&'[\00C0-\024F\0370-\03FF\0401\0451\1E00-\1FFF]' THEN
        RETURN words;
    END IF;

    RETURN normalize(
        regexp_replace(
            normalize(translate(words, U&'\00F8\0142\0111\0127\0131\0167\0451', U&'oldhit\0435'), NFD),
            U&'([a-z\03B1-\03C9])[\0300-\036F]+', '\1', 'g'),
        NFC);
END
$$;

-- The same for an index: a letter that stands for two is spelled out.
CREATE FUNCTION app.plain_letters(words text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN CASE
        WHEN octet_length(words) = char_length(words) THEN words
        ELSE replace(replace(replace(app.without_accents(words), U&'\00DF', 'ss'), U&'\00E6', 'ae'), U&'\0153', 'oe')
    END;

-- What is indexed of a text: its words as the language stems them and, at the same places, the stems of the words without accents.
-- Of a text whose words do not fit into a tsvector (1 MB), the first half is read.
CREATE FUNCTION app.search_words(language regconfig, source text) RETURNS tsvector
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

-- All words of both, where they are; the operator || would move those of the second behind those of the first.
CREATE FUNCTION app.merged_words(one tsvector, other tsvector) RETURNS tsvector
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN CASE WHEN one = other THEN one ELSE (
        SELECT coalesce(string_agg(quote_literal(w.lexeme) || ':' || array_to_string(w.positions, ','), ' '), '')::tsvector
        FROM (SELECT a.lexeme, a.positions FROM unnest(one) AS a
              UNION
              SELECT b.lexeme, b.positions FROM unnest(other) AS b) AS w)
    END;

-- A word or a phrase of a search. Names, addresses and versions are phrases of their parts; a run of CJK is all of its pairs, and a single
-- character of it the beginning of a pair.
CREATE FUNCTION app.search_term(language regconfig, term text, exact boolean) RETURNS tsquery
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- The scheme is no part of what an address names.
    source  CONSTANT text := regexp_replace(app.search_source(normalize(term, NFKC)), '^\s*([a-z][a-z0-9+.-]*://|mailto:)', '', 'i');
    found   tsquery;
    part    tsquery;
    other   tsquery;
    run     text;
    spelled text;
BEGIN
    FOR run IN
        SELECT r.run[1] FROM regexp_matches(source, '(' || app.cjk() || '+|' || replace(app.cjk(), '[', '[^') || '+)', 'g') AS r (run)
    LOOP
        IF run ~ app.cjk() THEN
            part := NULL;
            IF char_length(run) = 1 THEN
                part := to_tsquery('simple', run || ':*');
            END IF;
            FOR place IN 1..char_length(run) - 1 LOOP
                other := to_tsquery('simple', substr(run, place, 2));
                part := CASE WHEN part IS NULL THEN other WHEN exact THEN part <-> other ELSE part && other END;
            END LOOP;
        ELSE
            spelled := regexp_replace(app.search_text(run), U&'\\mv\001F', '', 'g');
            part := phraseto_tsquery(language, spelled);
            IF app.plain_letters(spelled) <> spelled THEN
                other := phraseto_tsquery(language, app.plain_letters(spelled));
                part := CASE WHEN numnode(part) = 0 THEN other WHEN numnode(other) = 0 THEN part ELSE part || other END;
            END IF;
        END IF;

        CONTINUE WHEN numnode(part) = 0;
        found := CASE WHEN found IS NULL THEN part ELSE found && part END;
    END LOOP;
    RETURN found;
END
$$;

-- A search as people type it: words, "phrases", or, and - before what must not occur. Null when it has no word that the language keeps.
CREATE FUNCTION app.search_query(language regconfig, term text) RETURNS tsquery
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found tsquery;
    every tsquery;
    part  tsquery;
    piece text[];
    minus boolean;
BEGIN
    FOR piece IN SELECT p.piece FROM regexp_matches(term, '(-*)"([^"]*)"?|([^\s"]+)', 'g') AS p (piece) LOOP
        IF lower(piece[3]) = 'or' THEN
            found := CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END;
            every := NULL;
            CONTINUE;
        END IF;

        minus := left(coalesce(piece[3], piece[1]), 1) = '-';
        part := app.search_term(language, coalesce(piece[2], ltrim(piece[3], '-')), piece[3] IS NULL);
        CONTINUE WHEN part IS NULL;
        part := CASE WHEN minus THEN !!part ELSE part END;
        every := CASE WHEN every IS NULL THEN part ELSE every && part END;
    END LOOP;

    RETURN CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END;
END
$$;

-- The source with the words that match between U+E000 and U+E001, spelled as search_text spells it.
CREATE FUNCTION app.search_marks(language regconfig, source text, term text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN ts_headline(
        language, app.without_accents(app.search_text(source)), app.search_query(language, term),
        U&'HighlightAll=true, StartSel=\E000, StopSel=\E001');

CREATE FUNCTION app.post_words(language text, title text, body text, tags text[]) RETURNS tsvector
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN setweight(app.search_words(language::regconfig, title), 'A')
        || setweight(app.search_words(language::regconfig, body), 'B')
        || setweight(app.search_words(language::regconfig, array_to_string(tags, ' ')), 'C');

-- Never the e-mail address: a search must not harvest addresses.
CREATE FUNCTION app.user_words(username text, full_name text) RETURNS tsvector
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN setweight(app.search_words('simple', username), 'A') || setweight(app.search_words('simple', coalesce(full_name, '')), 'B');

-- As in the repeatables, which are applied later: rows that are written while the backfills run have the new words already.
CREATE OR REPLACE FUNCTION app.posts_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.search_vector := app.post_words(NEW.language, NEW.title, NEW.body, NEW.tags);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION app.users_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.search_vector := app.user_words(NEW.username, NEW.full_name);
    RETURN NEW;
END
$$;

-- The body is named so that the excerpt, which is generated from it, is made again.
-- migrate: step backfill table=app.posts key=id batch=200 triggers=on
UPDATE app.posts AS p
SET search_vector = app.post_words(p.language, p.title, p.body, p.tags),
    body = p.body
WHERE p.id > :lo
  AND p.id <= :hi;

-- migrate: step backfill table=app.users key=id triggers=on
UPDATE app.users AS u
SET search_vector = app.user_words(u.username, u.full_name)
WHERE u.id > :lo
  AND u.id <= :hi;
