-- Search of posts by words: by rank, by time, counted and by facets. The functions run as app_reader, because the operators of text search,
-- arrays and jsonb are not leakproof and would lose their index under row-level security. Each language in use reads the term with its own
-- dictionary, so up to "wanted" rows come for each language: the caller orders and cuts.

-- The filters of all searches; a null leaves its filter out. Plain SQL, which becomes part of the statement around it, so that indexes
-- serve its conditions.
CREATE OR REPLACE FUNCTION app.post_passes(
    author_id uuid, tags text[], language text, published_at timestamptz, metadata jsonb,
    hidden uuid[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz,
    wanted_language text, wanted_metadata jsonb)
    RETURNS boolean
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN author_id <> ALL (hidden)
        AND (all_tags IS NULL OR tags @> all_tags)
        AND (any_tags IS NULL OR tags && any_tags)
        AND (wanted_author IS NULL OR author_id = wanted_author)
        AND (wanted_from IS NULL OR published_at >= wanted_from)
        AND (wanted_to IS NULL OR published_at < wanted_to)
        AND (wanted_language IS NULL OR language = wanted_language)
        AND (wanted_metadata IS NULL OR metadata @> wanted_metadata);

REVOKE EXECUTE ON FUNCTION
    app.post_passes(
        uuid, text[], text, timestamptz, jsonb, uuid[], text[], text[], uuid, timestamptz, timestamptz, text, jsonb)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.post_passes(
        uuid, text[], text, timestamptz, jsonb, uuid[], text[], text[], uuid, timestamptz, timestamptz, text, jsonb)
    TO app_reader;

-- What the term asks for in each language in use that is wanted.
CREATE OR REPLACE FUNCTION app.search_queries(term text, wanted_language text) RETURNS TABLE (language text, words tsquery)
    LANGUAGE sql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 1
BEGIN ATOMIC
    SELECT q.language, q.words
    FROM (SELECT l.language, app.search_query(l.language::regconfig, term) AS words
          FROM app.post_languages AS l
          WHERE wanted_language IS NULL OR l.language = wanted_language
          OFFSET 0) AS q
    WHERE q.words IS NOT NULL;
END;

REVOKE EXECUTE ON FUNCTION app.search_queries(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_queries(text, text) TO app_reader;

-- Published posts that match and that the caller is shown, best first, keyset on (place, id). The place is the rank; with a half-life, in
-- days, its logarithm less the age in half-lives, from a fixed instant, so that time moves no post between two pages. "words" are for
-- app.marked_words.
CREATE OR REPLACE FUNCTION app.search_posts_by_rank(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz,
    wanted_language text, wanted_metadata jsonb,
    half_life integer, after_place double precision, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real, place double precision, words tsquery)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, wanted_language) AS q LOOP
        RETURN QUERY
            SELECT r.id, r.rank, r.place, used.words
            FROM (SELECT f.id, f.rank,
                         CASE WHEN half_life IS NULL THEN f.rank
                             ELSE ln(greatest(f.rank, 1e-9)::double precision) / ln(2::double precision)
                                 + extract(epoch FROM f.published_at - '2020-01-01 00:00:00Z'::timestamptz)::double precision
                                     / (half_life * 86400.0)
                         END AS place
                  FROM (SELECT p.id, ts_rank(p.search_vector, used.words, 1) AS rank, p.published_at
                        FROM app.posts AS p
                        WHERE p.search_vector @@ used.words
                          AND p.language = used.language
                          AND app.post_is_public(p.status, p.deleted_at)
                          AND app.post_passes(
                              p.author_id, p.tags, p.language, p.published_at, p.metadata,
                              hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
                       ) AS f) AS r
            WHERE after_id IS NULL OR (r.place, r.id) < (after_place, after_id)
            ORDER BY r.place DESC, r.id DESC
            LIMIT least(wanted, 101);
    END LOOP;
END
$$;

ALTER FUNCTION app.search_posts_by_rank(
    text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, integer, double precision, uuid, integer)
    OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts_by_rank(
    text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, integer, double precision, uuid, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts_by_rank(
    text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, integer, double precision, uuid, integer)
    TO app_api;

-- The same by time, keyset on (published_at, id). Walks the front page or the index of words, whichever the planner takes for shorter.
CREATE OR REPLACE FUNCTION app.search_posts_by_time(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz,
    wanted_language text, wanted_metadata jsonb,
    oldest_first boolean, after_time timestamptz, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real, words tsquery)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, wanted_language) AS q LOOP
        IF oldest_first THEN
            RETURN QUERY
                SELECT f.id, ts_rank(f.search_vector, used.words, 1), used.words
                FROM (SELECT p.id, p.search_vector
                      FROM app.posts AS p
                      WHERE p.search_vector @@ used.words
                        AND p.language = used.language
                        AND app.post_is_public(p.status, p.deleted_at)
                        AND app.post_passes(
                            p.author_id, p.tags, p.language, p.published_at, p.metadata,
                            hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
                        AND (p.published_at, p.id) > (after_time, after_id)
                      ORDER BY p.published_at, p.id
                      LIMIT least(wanted, 101)) AS f;
        ELSE
            RETURN QUERY
                SELECT f.id, ts_rank(f.search_vector, used.words, 1), used.words
                FROM (SELECT p.id, p.search_vector
                      FROM app.posts AS p
                      WHERE p.search_vector @@ used.words
                        AND p.language = used.language
                        AND app.post_is_public(p.status, p.deleted_at)
                        AND app.post_passes(
                            p.author_id, p.tags, p.language, p.published_at, p.metadata,
                            hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
                        AND (p.published_at, p.id) < (after_time, after_id)
                      ORDER BY p.published_at DESC, p.id DESC
                      LIMIT least(wanted, 101)) AS f;
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION app.search_posts_by_time(
    text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, boolean, timestamptz, uuid, integer)
    OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts_by_time(
    text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, boolean, timestamptz, uuid, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts_by_time(
    text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, boolean, timestamptz, uuid, integer)
    TO app_api;

-- How many posts match and are shown to the caller: one by one, or as the statistics guess. Volatile, because no other function may run
-- EXPLAIN.
CREATE OR REPLACE FUNCTION app.count_matching_posts(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz,
    wanted_language text, wanted_metadata jsonb,
    is_exact boolean)
    RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
    plan   json;
    part   bigint;
    total  bigint := 0;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, wanted_language) AS q LOOP
        IF is_exact THEN
            SELECT count(*) INTO part
            FROM app.posts AS p
            WHERE p.search_vector @@ used.words
              AND p.language = used.language
              AND app.post_is_public(p.status, p.deleted_at)
              AND app.post_passes(
                  p.author_id, p.tags, p.language, p.published_at, p.metadata,
                  hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata);
        ELSE
            EXECUTE $explained$
                EXPLAIN (FORMAT JSON)
                SELECT
                FROM app.posts AS p
                WHERE p.search_vector @@ $1
                  AND p.language = $2
                  AND app.post_is_public(p.status, p.deleted_at)
                  AND app.post_passes(
                      p.author_id, p.tags, p.language, p.published_at, p.metadata, $3, $4, $5, $6, $7, $8, $9, $10)
                $explained$
                INTO plan
                USING used.words, used.language, hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language,
                    wanted_metadata;
            part := (plan #>> '{0,Plan,Plan Rows}')::bigint;
        END IF;
        total := total + part;
    END LOOP;
    RETURN total;
END
$$;

ALTER FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, boolean) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, boolean) TO app_api;

-- How many of the posts that match have which value: 'tag', 'author', 'month' (as 2026-11, in UTC) and 'language', the most frequent first,
-- months from the latest. "label" is the name of an author. Counts 100,000 posts at most.
CREATE OR REPLACE FUNCTION app.search_facets(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz,
    wanted_language text, wanted_metadata jsonb,
    wanted_facets text[], most integer)
    RETURNS TABLE (facet text, value text, label text, posts bigint)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 40
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
BEGIN
    RETURN QUERY
        WITH found AS MATERIALIZED (
            SELECT p.author_id, p.tags, p.published_at, p.language
            FROM app.search_queries(term, wanted_language) AS q
            JOIN app.posts AS p ON p.search_vector @@ q.words AND p.language = q.language
            WHERE app.post_is_public(p.status, p.deleted_at)
              AND app.post_passes(
                  p.author_id, p.tags, p.language, p.published_at, p.metadata,
                  hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
            LIMIT 100000
        ), counted AS (
            SELECT 'language' AS facet, f.language AS value, count(*) AS posts
            FROM found AS f
            WHERE 'language' = ANY (wanted_facets)
            GROUP BY f.language
            UNION ALL
            SELECT 'author', f.author_id::text, count(*)
            FROM found AS f
            WHERE 'author' = ANY (wanted_facets)
            GROUP BY f.author_id
            UNION ALL
            SELECT 'month', to_char(f.published_at AT TIME ZONE 'UTC', 'YYYY-MM'), count(*)
            FROM found AS f
            WHERE 'month' = ANY (wanted_facets)
            GROUP BY 2
            UNION ALL
            SELECT 'tag', t.tag, count(*)
            FROM found AS f
            CROSS JOIN unnest(f.tags) AS t (tag)
            WHERE 'tag' = ANY (wanted_facets)
            GROUP BY t.tag
        ), placed AS (
            SELECT c.facet, c.value, c.posts,
                   row_number() OVER (
                       PARTITION BY c.facet
                       ORDER BY CASE WHEN c.facet = 'month' THEN c.value END DESC, c.posts DESC, c.value) AS place
            FROM counted AS c
        )
        SELECT p.facet, p.value, m.username, p.posts
        FROM placed AS p
        LEFT JOIN app.members AS m ON m.id = CASE WHEN p.facet = 'author' THEN p.value::uuid END
        WHERE p.place <= most
        ORDER BY p.facet, p.place;
END
$$;

ALTER FUNCTION app.search_facets(text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, text[], integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_facets(text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, text[], integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_facets(text, text[], text[], uuid, timestamptz, timestamptz, text, jsonb, text[], integer) TO app_api;

-- The source with the words that match between U+E000 and U+E001, spelled as search_text spells it.
CREATE OR REPLACE FUNCTION app.marked_words(language regconfig, source text, words tsquery) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN ts_headline(
        language, app.without_accents(app.search_text(source)), words, U&'HighlightAll=true, StartSel=\E000, StopSel=\E001');

REVOKE EXECUTE ON FUNCTION app.marked_words(regconfig, text, tsquery) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.marked_words(regconfig, text, tsquery) TO app_api;

-- The term while it is typed: its last word may continue.
CREATE OR REPLACE FUNCTION app.typed_term(term text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    RETURN regexp_replace(term, '([^[:space:][:punct:]])$', '\1*');

REVOKE EXECUTE ON FUNCTION app.typed_term(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.typed_term(text) TO app_reader;

-- The newest published posts with these words in their titles, of the newest 2,000 that have them anywhere. Walks the front page or the
-- index of words, as search_posts_by_time. Short words at the end may be some that no vector holds ("notes on"), and are left out.
CREATE OR REPLACE FUNCTION app.suggest_titles(typed text, wanted integer) RETURNS TABLE (id uuid)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 10
AS $$
DECLARE
    longer CONSTANT text := app.typed_term(regexp_replace(typed, '(\S)(\s+\S{1,3})+$', '\1'));
    hidden CONSTANT uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(longer, NULL) AS q LOOP
        RETURN QUERY
            SELECT f.id
            FROM (SELECT p.id, p.published_at, p.search_vector
                  FROM app.posts AS p
                  WHERE p.search_vector @@ used.words
                    AND p.language = used.language
                    AND app.post_is_public(p.status, p.deleted_at)
                    AND p.author_id <> ALL (hidden)
                  ORDER BY p.published_at DESC, p.id DESC
                  LIMIT 2000) AS f
            WHERE ts_filter(f.search_vector, '{a}') @@ used.words
            ORDER BY f.published_at DESC, f.id DESC
            LIMIT least(wanted, 50);
    END LOOP;
END
$$;

ALTER FUNCTION app.suggest_titles(text, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.suggest_titles(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.suggest_titles(text, integer) TO app_api;

-- The newest posts that match, for feed readers. Walks the front page or the index of words, whichever the planner takes for shorter.
CREATE OR REPLACE FUNCTION app.newest_matching_posts(term text, wanted integer)
    RETURNS TABLE (id uuid)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   record;
BEGIN
    FOR used IN SELECT q.language, q.words FROM app.search_queries(term, NULL) AS q LOOP
        RETURN QUERY
            SELECT p.id
            FROM app.posts AS p
            WHERE p.search_vector @@ used.words
              AND p.language = used.language
              AND app.post_is_public(p.status, p.deleted_at)
              AND p.author_id <> ALL (hidden)
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT least(wanted, 100);
    END LOOP;
END
$$;

ALTER FUNCTION app.newest_matching_posts(text, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.newest_matching_posts(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.newest_matching_posts(text, integer) TO app_api;

-- For servers of the release before filters by language.
CREATE OR REPLACE FUNCTION app.search_posts_by_rank(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    after_rank real, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.id, f.rank
    FROM app.search_posts_by_rank(
        term, all_tags, any_tags, wanted_author, wanted_from, wanted_to, NULL, wanted_metadata,
        NULL, after_rank::double precision, after_id, wanted) AS f;
END;

ALTER FUNCTION app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer)
    OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer)
    TO app_api;

CREATE OR REPLACE FUNCTION app.search_posts_by_time(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    oldest_first boolean, after_time timestamptz, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.id, f.rank
    FROM app.search_posts_by_time(
        term, all_tags, any_tags, wanted_author, wanted_from, wanted_to, NULL, wanted_metadata,
        oldest_first, after_time, after_id, wanted) AS f;
END;

ALTER FUNCTION app.search_posts_by_time(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer)
    OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts_by_time(
    text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts_by_time(
    text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer)
    TO app_api;

CREATE OR REPLACE FUNCTION app.count_matching_posts(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    is_exact boolean)
    RETURNS bigint
    LANGUAGE sql
    VOLATILE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT app.count_matching_posts(
        term, all_tags, any_tags, wanted_author, wanted_from, wanted_to, NULL, wanted_metadata, is_exact);
END;

ALTER FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean) TO app_api;

-- For servers of the release before that.
CREATE OR REPLACE FUNCTION app.search_posts(
    term text, wanted_tag text, wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    after_rank real, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.id, f.rank
    FROM app.search_posts_by_rank(
        term, CASE WHEN wanted_tag IS NOT NULL THEN ARRAY[wanted_tag] END, NULL, wanted_author, wanted_from, wanted_to, NULL,
        wanted_metadata,
        NULL, after_rank::double precision, after_id, wanted) AS f;
END;

ALTER FUNCTION app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) TO app_api;
