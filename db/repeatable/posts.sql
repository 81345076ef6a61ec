-- Posts: what the triggers of their tables call (search vector, what is derived, the counters), and search.
-- Lock order of everything here: posts, then tags by tag, then post_stats by post_id. Whoever changes several posts in one
-- transaction takes them in the order of their ids.

CREATE OR REPLACE FUNCTION app.posts_search_vector() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.search_vector := app.post_words(NEW.language, NEW.title, NEW.body, NEW.tags);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION app.posts_edited() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.edited_at := now();
    RETURN NEW;
END
$$;

-- Moves the counters by one for each mention. Tags that come and go alike are not touched, so that an edit takes no lock on
-- the counter of a popular tag; the rest is locked by name, so that two edits cannot wait for each other.
CREATE OR REPLACE FUNCTION app.count_tags(removed text[], added text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.tags (tag, post_count)
    SELECT m.tag, sum(m.amount)
    FROM (SELECT r.tag, -1 AS amount FROM unnest(removed) AS r (tag)
          UNION ALL
          SELECT a.tag, 1 FROM unnest(added) AS a (tag)) AS m
    GROUP BY m.tag
    HAVING sum(m.amount) <> 0
    ORDER BY m.tag
    ON CONFLICT (tag) DO UPDATE SET post_count = tags.post_count + excluded.post_count;
END
$$;

-- The three run as the owner, because nobody writes to what is derived. They see whole statements: an import of thousands
-- of posts costs one run.
CREATE OR REPLACE FUNCTION app.posts_derive_inserted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tagged text[];
BEGIN
    INSERT INTO app.post_stats (post_id)
    SELECT a.id FROM added AS a
    ORDER BY a.id;

    INSERT INTO app.post_languages (language)
    SELECT DISTINCT a.language FROM added AS a
    ON CONFLICT DO NOTHING;

    WITH made AS (
        INSERT INTO app.post_tags (tag, published_at, post_id)
        SELECT DISTINCT t.tag, a.published_at, a.id
        FROM added AS a, unnest(a.tags) AS t (tag)
        WHERE a.status = 'published' AND a.deleted_at IS NULL
        RETURNING tag
    )
    SELECT array_agg(m.tag) INTO tagged FROM made AS m;
    IF tagged IS NOT NULL THEN
        PERFORM app.count_tags('{}', tagged);
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION app.posts_derive_updated() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    untagged text[];
    tagged   text[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM removed AS r
        JOIN added AS a ON a.id = r.id
        WHERE (a.status, a.deleted_at, a.published_at, a.tags, a.language) IS DISTINCT FROM (r.status, r.deleted_at, r.published_at, r.tags, r.language)
    ) THEN
        RETURN NULL;
    END IF;

    INSERT INTO app.post_languages (language)
    SELECT DISTINCT a.language FROM added AS a
    ON CONFLICT DO NOTHING;

    WITH gone AS (
        SELECT t.tag, r.published_at, r.id FROM removed AS r, unnest(r.tags) AS t (tag) WHERE r.status = 'published' AND r.deleted_at IS NULL
        EXCEPT
        SELECT t.tag, a.published_at, a.id FROM added AS a, unnest(a.tags) AS t (tag) WHERE a.status = 'published' AND a.deleted_at IS NULL
    ), unmade AS (
        DELETE FROM app.post_tags AS p
        USING gone AS g
        WHERE p.tag = g.tag AND p.published_at = g.published_at AND p.post_id = g.id
        RETURNING p.tag
    )
    SELECT coalesce(array_agg(u.tag), '{}') INTO untagged FROM unmade AS u;

    WITH come AS (
        SELECT t.tag, a.published_at, a.id FROM added AS a, unnest(a.tags) AS t (tag) WHERE a.status = 'published' AND a.deleted_at IS NULL
        EXCEPT
        SELECT t.tag, r.published_at, r.id FROM removed AS r, unnest(r.tags) AS t (tag) WHERE r.status = 'published' AND r.deleted_at IS NULL
    ), made AS (
        INSERT INTO app.post_tags (tag, published_at, post_id)
        SELECT c.tag, c.published_at, c.id FROM come AS c
        RETURNING tag
    )
    SELECT coalesce(array_agg(m.tag), '{}') INTO tagged FROM made AS m;

    PERFORM app.count_tags(untagged, tagged);
    RETURN NULL;
END
$$;

-- The rows of post_tags go by cascade; only the counters are left.
CREATE OR REPLACE FUNCTION app.posts_derive_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    untagged text[];
BEGIN
    SELECT array_agg(t.tag) INTO untagged
    FROM (SELECT DISTINCT r.id, u.tag
          FROM removed AS r, unnest(r.tags) AS u (tag)
          WHERE r.status = 'published' AND r.deleted_at IS NULL) AS t;
    IF untagged IS NOT NULL THEN
        PERFORM app.count_tags(untagged, '{}');
    END IF;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.count_tags(text[], text[]), app.posts_derive_inserted(), app.posts_derive_updated(), app.posts_derive_deleted()
    FROM PUBLIC;

-- A reply is one deeper than its parent; the CHECK on depth ends a thread. An unknown parent is left to the foreign key.
CREATE OR REPLACE FUNCTION app.comments_depth() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.depth := coalesce((SELECT c.depth + 1 FROM app.comments AS c WHERE c.id = NEW.parent_id), (NEW.parent_id IS NOT NULL)::integer);
    RETURN NEW;
END
$$;

-- Counts the comments that everyone may read. The counters are locked before anything is read: a comment that another
-- transaction adds meanwhile is then either visible to the statements below or still waiting to add itself.
CREATE OR REPLACE FUNCTION app.comments_counted() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    posts   uuid[];
    amounts integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(c.post_id), array_agg(c.amount) INTO posts, amounts
        FROM (SELECT a.post_id, count(*) AS amount FROM added AS a WHERE a.is_approved AND a.deleted_at IS NULL GROUP BY a.post_id) AS c;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(c.post_id), array_agg(c.amount) INTO posts, amounts
        FROM (SELECT r.post_id, -count(*) AS amount FROM removed AS r WHERE r.is_approved AND r.deleted_at IS NULL GROUP BY r.post_id) AS c;
    ELSE
        SELECT array_agg(c.post_id), array_agg(c.amount) INTO posts, amounts
        FROM (SELECT m.post_id, sum(m.amount) AS amount
              FROM (SELECT g.post_id, -1 AS amount
                    FROM (SELECT r.id, r.post_id, r.created_at FROM removed AS r WHERE r.is_approved AND r.deleted_at IS NULL
                          EXCEPT
                          SELECT a.id, a.post_id, a.created_at FROM added AS a WHERE a.is_approved AND a.deleted_at IS NULL) AS g
                    UNION ALL
                    SELECT n.post_id, 1
                    FROM (SELECT a.id, a.post_id, a.created_at FROM added AS a WHERE a.is_approved AND a.deleted_at IS NULL
                          EXCEPT
                          SELECT r.id, r.post_id, r.created_at FROM removed AS r WHERE r.is_approved AND r.deleted_at IS NULL) AS n) AS m
              GROUP BY m.post_id) AS c;
    END IF;

    IF posts IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (posts) ORDER BY s.post_id FOR NO KEY UPDATE;

    UPDATE app.post_stats AS s
    SET comment_count = s.comment_count + m.amount,
        last_comment_at = (SELECT max(c.created_at) FROM app.comments AS c WHERE c.post_id = s.post_id AND c.is_approved AND c.deleted_at IS NULL)
    FROM unnest(posts, amounts) AS m (post_id, amount)
    WHERE s.post_id = m.post_id;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.comments_depth(), app.comments_counted() FROM PUBLIC;

-- Moderation alone hides a post, and alone shows it again; its author can neither publish nor archive a way out.
CREATE OR REPLACE FUNCTION app.posts_guard_hidden() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'app_api' AND NOT app.is_staff() THEN
        RAISE EXCEPTION 'only a moderator hides a post or shows it again' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;

-- Published posts that match and that the caller is shown, best first, keyset on (rank, id). Runs as app_reader because the operators of text
-- search, arrays and jsonb are not leakproof and would lose their index under row-level security. Each language in use reads the term with
-- its own dictionary, so up to "wanted" rows come per language: the caller orders and cuts.
CREATE OR REPLACE FUNCTION app.search_posts_by_rank(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    after_rank real, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   text;
    words  tsquery;
BEGIN
    FOR used IN SELECT l.language FROM app.post_languages AS l LOOP
        words := app.search_query(used::regconfig, term);
        CONTINUE WHEN words IS NULL;
        RETURN QUERY
            SELECT f.id, f.rank
            FROM (SELECT p.id, ts_rank(p.search_vector, words, 1) AS rank
                  FROM app.posts AS p
                  WHERE p.search_vector @@ words
                    AND p.language = used
                    AND p.status = 'published'
                    AND p.deleted_at IS NULL
                    AND p.author_id <> ALL (hidden)
                    AND (all_tags IS NULL OR p.tags @> all_tags)
                    AND (any_tags IS NULL OR p.tags && any_tags)
                    AND (wanted_author IS NULL OR p.author_id = wanted_author)
                    AND (wanted_from IS NULL OR p.published_at >= wanted_from)
                    AND (wanted_to IS NULL OR p.published_at < wanted_to)
                    AND (wanted_metadata IS NULL OR p.metadata @> wanted_metadata)) AS f
            WHERE after_id IS NULL OR (f.rank, f.id) < (after_rank, after_id)
            ORDER BY f.rank DESC, f.id DESC
            LIMIT least(wanted, 101);
    END LOOP;
END
$$;

ALTER FUNCTION app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) TO app_api;

-- The same by time, keyset on (published_at, id). Walks the front page or the index of words, whichever the planner takes for shorter.
CREATE OR REPLACE FUNCTION app.search_posts_by_time(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    oldest_first boolean, after_time timestamptz, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   text;
    words  tsquery;
BEGIN
    FOR used IN SELECT l.language FROM app.post_languages AS l LOOP
        words := app.search_query(used::regconfig, term);
        CONTINUE WHEN words IS NULL;
        IF oldest_first THEN
            RETURN QUERY
                SELECT f.id, ts_rank(f.search_vector, words, 1)
                FROM (SELECT p.id, p.search_vector
                      FROM app.posts AS p
                      WHERE p.search_vector @@ words
                        AND p.language = used
                        AND p.status = 'published'
                        AND p.deleted_at IS NULL
                        AND p.author_id <> ALL (hidden)
                        AND (all_tags IS NULL OR p.tags @> all_tags)
                        AND (any_tags IS NULL OR p.tags && any_tags)
                        AND (wanted_author IS NULL OR p.author_id = wanted_author)
                        AND (wanted_from IS NULL OR p.published_at >= wanted_from)
                        AND (wanted_to IS NULL OR p.published_at < wanted_to)
                        AND (wanted_metadata IS NULL OR p.metadata @> wanted_metadata)
                        AND (p.published_at, p.id) > (after_time, after_id)
                      ORDER BY p.published_at, p.id
                      LIMIT least(wanted, 101)) AS f;
        ELSE
            RETURN QUERY
                SELECT f.id, ts_rank(f.search_vector, words, 1)
                FROM (SELECT p.id, p.search_vector
                      FROM app.posts AS p
                      WHERE p.search_vector @@ words
                        AND p.language = used
                        AND p.status = 'published'
                        AND p.deleted_at IS NULL
                        AND p.author_id <> ALL (hidden)
                        AND (all_tags IS NULL OR p.tags @> all_tags)
                        AND (any_tags IS NULL OR p.tags && any_tags)
                        AND (wanted_author IS NULL OR p.author_id = wanted_author)
                        AND (wanted_from IS NULL OR p.published_at >= wanted_from)
                        AND (wanted_to IS NULL OR p.published_at < wanted_to)
                        AND (wanted_metadata IS NULL OR p.metadata @> wanted_metadata)
                        AND (p.published_at, p.id) < (after_time, after_id)
                      ORDER BY p.published_at DESC, p.id DESC
                      LIMIT least(wanted, 101)) AS f;
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION app.search_posts_by_time(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts_by_time(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts_by_time(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer) TO app_api;

-- How many posts match and are shown to the caller: one by one, or as the statistics guess. Volatile, because no other function may run EXPLAIN.
CREATE OR REPLACE FUNCTION app.count_matching_posts(
    term text, all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    is_exact boolean)
    RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    hidden uuid[] := app.hidden_authors();
    used   text;
    words  tsquery;
    plan   json;
    part   bigint;
    total  bigint := 0;
BEGIN
    FOR used IN SELECT l.language FROM app.post_languages AS l LOOP
        words := app.search_query(used::regconfig, term);
        CONTINUE WHEN words IS NULL;
        IF is_exact THEN
            SELECT count(*) INTO part
            FROM app.posts AS p
            WHERE p.search_vector @@ words
              AND p.language = used
              AND p.status = 'published'
              AND p.deleted_at IS NULL
              AND p.author_id <> ALL (hidden)
              AND (all_tags IS NULL OR p.tags @> all_tags)
              AND (any_tags IS NULL OR p.tags && any_tags)
              AND (wanted_author IS NULL OR p.author_id = wanted_author)
              AND (wanted_from IS NULL OR p.published_at >= wanted_from)
              AND (wanted_to IS NULL OR p.published_at < wanted_to)
              AND (wanted_metadata IS NULL OR p.metadata @> wanted_metadata);
        ELSE
            EXECUTE $explained$
                EXPLAIN (FORMAT JSON)
                SELECT
                FROM app.posts AS p
                WHERE p.search_vector @@ $1
                  AND p.language = $2
                  AND p.status = 'published'
                  AND p.deleted_at IS NULL
                  AND p.author_id <> ALL ($3)
                  AND ($4 IS NULL OR p.tags @> $4)
                  AND ($5 IS NULL OR p.tags && $5)
                  AND ($6 IS NULL OR p.author_id = $6)
                  AND ($7 IS NULL OR p.published_at >= $7)
                  AND ($8 IS NULL OR p.published_at < $8)
                  AND ($9 IS NULL OR p.metadata @> $9)
                $explained$
                INTO plan
                USING words, used, hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_metadata;
            part := (plan #>> '{0,Plan,Plan Rows}')::bigint;
        END IF;
        total := total + part;
    END LOOP;
    RETURN total;
END
$$;

ALTER FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean) TO app_api;

-- For servers of the release before search_posts_by_rank.
CREATE OR REPLACE FUNCTION app.search_posts(
    term text, wanted_tag text, wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz, wanted_metadata jsonb,
    after_rank real, after_id uuid, wanted integer)
    RETURNS TABLE (id uuid, rank real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    used  text;
    words tsquery;
BEGIN
    FOR used IN SELECT l.language FROM app.post_languages AS l LOOP
        words := app.search_query(used::regconfig, term);
        CONTINUE WHEN words IS NULL;
        RETURN QUERY
            SELECT f.id, f.rank
            FROM (SELECT p.id, ts_rank(p.search_vector, words, 1) AS rank
                  FROM app.posts AS p
                  WHERE p.search_vector @@ words
                    AND p.language = used
                    AND p.status = 'published'
                    AND p.deleted_at IS NULL
                    AND (wanted_tag IS NULL OR p.tags @> ARRAY[wanted_tag])
                    AND (wanted_author IS NULL OR p.author_id = wanted_author)
                    AND (wanted_from IS NULL OR p.published_at >= wanted_from)
                    AND (wanted_to IS NULL OR p.published_at < wanted_to)
                    AND (wanted_metadata IS NULL OR p.metadata @> wanted_metadata)) AS f
            WHERE after_id IS NULL OR (f.rank, f.id) < (after_rank, after_id)
            ORDER BY f.rank DESC, f.id DESC
            LIMIT least(wanted, 101);
    END LOOP;
END
$$;

ALTER FUNCTION app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer) TO app_api;

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
    used   text;
    words  tsquery;
BEGIN
    FOR used IN SELECT l.language FROM app.post_languages AS l LOOP
        words := app.search_query(used::regconfig, term);
        CONTINUE WHEN words IS NULL;
        RETURN QUERY
            SELECT p.id
            FROM app.posts AS p
            WHERE p.search_vector @@ words
              AND p.language = used
              AND p.status = 'published'
              AND p.deleted_at IS NULL
              AND p.author_id <> ALL (hidden)
            ORDER BY p.published_at DESC, p.id DESC
            LIMIT least(wanted, 100);
    END LOOP;
END
$$;

ALTER FUNCTION app.newest_matching_posts(text, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.newest_matching_posts(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.newest_matching_posts(text, integer) TO app_api;
