-- The vocabulary of misspelled searches.

-- Words that share a fifth of their trigrams with this one, the most similar first.
CREATE OR REPLACE FUNCTION app.vocabulary_like(wanted text) RETURNS TABLE (word text, posts integer)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 20
AS $$
DECLARE
    spelled CONSTANT text := app.plain_letters(app.search_text(normalize(wanted, NFKC)));
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.2', true);
    RETURN QUERY
        SELECT v.word, v.posts
        FROM app.vocabulary AS v
        WHERE v.plain OPERATOR(public.%) spelled
        ORDER BY public.similarity(v.plain, spelled) DESC, v.posts DESC, v.word
        LIMIT 20;
END
$$;

REVOKE EXECUTE ON FUNCTION app.vocabulary_like(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.vocabulary_like(text) TO app_reader;

-- The same for each of these words that no published post has, and that are no words of the vocabulary nor stop words of a language in
-- use. Whether the caller may know of a word is for the caller of this to find: some may be left of posts that are gone.
CREATE OR REPLACE FUNCTION app.similar_words(words text[]) RETURNS TABLE (word text, "similar" text, posts integer)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    asked text;
BEGIN
    FOREACH asked IN ARRAY words LOOP
        CONTINUE WHEN EXISTS (
                SELECT FROM app.post_languages AS l WHERE app.search_query(l.language::regconfig, asked) IS NULL)
            OR EXISTS (SELECT FROM app.vocabulary AS v WHERE v.word = lower(normalize(asked, NFKC)));
        CONTINUE WHEN EXISTS (
            SELECT
            FROM app.search_queries(asked, NULL) AS q
            JOIN app.posts AS p ON p.search_vector @@ q.words AND p.language = q.language
            WHERE app.post_is_public(p.status, p.deleted_at));
        RETURN QUERY SELECT asked, v.word, v.posts FROM app.vocabulary_like(asked) AS v;
    END LOOP;
END
$$;

ALTER FUNCTION app.similar_words(text[]) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.similar_words(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.similar_words(text[]) TO app_api;

-- Reads up to "most" further posts by their ids, in any state, and returns how many, so that a step is as long as the next. A pass reads
-- each post once: those that were edited, published late or deleted meanwhile are read by the next. It begins a week after the last, when
-- the words that the last one did not find are gone. Words are counted up to 100, so that frequent ones are not written again and again.
CREATE OR REPLACE FUNCTION app.extend_vocabulary(most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    current app.vocabulary_passes;
    changed integer;
    ids     uuid[];
    texts   text[];
BEGIN
    PERFORM app.require_actor('system');
    SELECT * INTO STRICT current FROM app.vocabulary_passes FOR UPDATE;

    SELECT array_agg(b.id ORDER BY b.id), array_agg(b.words) FILTER (WHERE b.words IS NOT NULL)
    INTO ids, texts
    FROM (SELECT p.id,
                 CASE WHEN app.post_is_public(p.status, p.deleted_at)
                     THEN concat_ws(' ', p.title, array_to_string(p.tags, ' '), left(p.body, 20000))
                 END AS words
          FROM app.posts AS p
          WHERE p.id > current.read_through
          ORDER BY p.id
          LIMIT most) AS b;
    IF ids IS NULL THEN
        IF current.began_at > now() - interval '7 days' THEN
            RETURN 0;
        END IF;

        DELETE FROM app.vocabulary AS v
        WHERE v.word IN (SELECT o.word FROM app.vocabulary AS o WHERE o.pass < current.pass LIMIT most);
        GET DIAGNOSTICS changed = ROW_COUNT;
        IF changed = 0 THEN
            UPDATE app.vocabulary_passes AS p
            SET pass = p.pass + 1, read_through = '00000000-0000-0000-0000-000000000000', began_at = now();
        END IF;
        RETURN greatest(changed, 1);
    END IF;

    MERGE INTO app.vocabulary AS v
    USING (SELECT w.lexeme AS word, least(count(*), 100)::integer AS posts
           FROM unnest(texts) AS t (words)
           CROSS JOIN LATERAL unnest(to_tsvector('simple', app.search_text(normalize(t.words, NFKC)))) AS w
           WHERE w.lexeme ~ '^[[:alpha:]]{3,40}$'
             AND w.lexeme !~ app.cjk()
           GROUP BY w.lexeme) AS r
    ON v.word = r.word
    WHEN MATCHED AND v.pass < current.pass THEN
        UPDATE SET posts = r.posts, pass = current.pass
    WHEN MATCHED AND v.posts < 100 THEN
        UPDATE SET posts = least(v.posts + r.posts, 100)
    WHEN NOT MATCHED THEN
        INSERT (word, plain, posts, pass) VALUES (r.word, app.plain_letters(r.word), r.posts, current.pass);
    UPDATE app.vocabulary_passes AS p SET read_through = ids[cardinality(ids)];
    RETURN cardinality(ids);
END
$$;

REVOKE EXECUTE ON FUNCTION app.extend_vocabulary(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.extend_vocabulary(integer) TO app_api;
