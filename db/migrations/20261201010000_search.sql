-- Faster search by words, and words by their beginning.

-- Ranking reads the vector of every post that matches. Stored beside the row instead of in the TOAST table where it fits: measured with
-- 200,000 posts of 600 characters, 8,500 of which match, 23 ms instead of 73. What lists show stays there as well; the body moves out.
ALTER TABLE app.posts
    ALTER COLUMN search_vector SET STORAGE MAIN,
    ALTER COLUMN title SET STORAGE MAIN,
    ALTER COLUMN excerpt SET STORAGE MAIN,
    ALTER COLUMN tags SET STORAGE MAIN,
    ALTER COLUMN metadata SET STORAGE MAIN;

-- migrate: step backfill table=app.posts key=id batch=500 triggers=on
UPDATE app.posts AS p
SET search_vector = p.search_vector || ''::tsvector
WHERE p.id > :lo
  AND p.id <= :hi
  AND pg_column_toast_chunk_id(p.search_vector) IS NOT NULL
  AND pg_column_size(p.search_vector) < 6000;

-- Words that follow each other. A * at the end stands for any ending of the last one, which is then looked for as it is typed and as the
-- language reads it. Where the language leaves it out ("state of the*"), it need not follow the others.
-- migrate: step
CREATE FUNCTION app.search_phrase(language regconfig, spelled text) RETURNS tsquery
    LANGUAGE plpgsql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stems tsquery := phraseto_tsquery(language, spelled);
    ending text;
    typed tsquery;
BEGIN
    IF spelled !~ '\w\*$' THEN
        RETURN stems;
    END IF;

    ending := substring(spelled FROM '(\w+)\*$');
    typed := phraseto_tsquery('simple', ending);
    IF numnode(typed) = 0 THEN
        RETURN stems;
    ELSIF numnode(stems) = 0 THEN
        RETURN (typed::text || ':*')::tsquery;
    ELSIF numnode(phraseto_tsquery(language, ending)) = 0 THEN
        RETURN stems && (typed::text || ':*')::tsquery;
    END IF;
    RETURN (stems::text || ':*')::tsquery || (phraseto_tsquery('simple', spelled)::text || ':*')::tsquery;
END
$$;

-- As before, by search_phrase.
CREATE OR REPLACE FUNCTION app.search_term(language regconfig, term text, exact boolean) RETURNS tsquery
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
            part := app.search_phrase(language, spelled);
            IF app.plain_letters(spelled) <> spelled THEN
                other := app.search_phrase(language, app.plain_letters(spelled));
                part := CASE WHEN numnode(part) = 0 THEN other WHEN numnode(other) = 0 THEN part ELSE part || other END;
            END IF;
        END IF;

        CONTINUE WHEN numnode(part) = 0;
        found := CASE WHEN found IS NULL THEN part ELSE found && part END;
    END LOOP;
    RETURN found;
END
$$;

-- It takes a language now, and no release had the other one.
-- migrate: step
-- migrate: allow=PGM507 reason="no release called it"
DROP FUNCTION IF EXISTS app.posts_by_meaning(text, real[], text[], text[], uuid, timestamptz, timestamptz, jsonb, uuid, integer, integer);
