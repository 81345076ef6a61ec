-- The vectors stay where they are: posts that are written from then on have theirs in the TOAST table again.
ALTER TABLE app.posts
    ALTER COLUMN search_vector SET STORAGE EXTENDED,
    ALTER COLUMN title SET STORAGE EXTENDED,
    ALTER COLUMN excerpt SET STORAGE EXTENDED,
    ALTER COLUMN tags SET STORAGE EXTENDED,
    ALTER COLUMN metadata SET STORAGE EXTENDED;

-- migrate: step
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

DROP FUNCTION app.search_phrase(regconfig, text);
