-- Search of posts by meaning: the nearest vectors of a model, with the filters of the search by words. As app_reader, so that the
-- index of vectors serves under row-level security; who sees what is the condition that policies have.
-- migrate: extension=vector

-- Public posts by the similarity (1 for the same direction, 0 for none) of their nearest chunk; at most "wanted" of them. The scan of
-- the index continues until enough posts pass the filters, over 20,000 vectors at most.
CREATE OR REPLACE FUNCTION app.posts_by_meaning(
    model text, query real[], all_tags text[], any_tags text[], wanted_author uuid, wanted_from timestamptz, wanted_to timestamptz,
    wanted_language text, wanted_metadata jsonb, left_out uuid, effort integer, wanted integer)
    RETURNS TABLE (id uuid, similarity real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    ROWS 20
AS $$
DECLARE
    hidden        CONSTANT uuid[] := app.hidden_authors();
    most          CONSTANT integer := least(wanted, 101);
    wanted_vector CONSTANT public.halfvec := query::public.halfvec;
    wanted_model  bigint;
    seen          uuid[] := '{}';
    near          record;
BEGIN
    SELECT m.id INTO wanted_model FROM app.embedding_models AS m WHERE m.name = model;
    PERFORM set_config('hnsw.ef_search', least(greatest(effort, most), 1000)::text, true),
            set_config('hnsw.iterative_scan', 'strict_order', true);
    FOR near IN
        SELECT e.post_id, e.embedding OPERATOR(public.<=>) wanted_vector AS distance
        FROM app.post_embeddings AS e
        JOIN app.posts AS p ON p.id = e.post_id
        WHERE e.model_id = wanted_model
          AND app.post_is_public(p.status, p.deleted_at)
          AND app.post_passes(
              p.author_id, p.tags, p.language, p.published_at, p.metadata,
              hidden, all_tags, any_tags, wanted_author, wanted_from, wanted_to, wanted_language, wanted_metadata)
          AND (left_out IS NULL OR p.id <> left_out)
        ORDER BY e.embedding OPERATOR(public.<=>) wanted_vector
        LIMIT most * 8
    LOOP
        CONTINUE WHEN near.post_id = ANY (seen);
        seen := seen || near.post_id;
        id := near.post_id;
        similarity := 1 - near.distance;
        RETURN NEXT;
        EXIT WHEN cardinality(seen) >= most;
    END LOOP;
END
$$;

ALTER FUNCTION app.posts_by_meaning(
    text, real[], text[], text[], uuid, timestamptz, timestamptz, text, jsonb, uuid, integer, integer)
    OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.posts_by_meaning(
    text, real[], text[], text[], uuid, timestamptz, timestamptz, text, jsonb, uuid, integer, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.posts_by_meaning(
    text, real[], text[], text[], uuid, timestamptz, timestamptz, text, jsonb, uuid, integer, integer)
    TO app_api;

-- Posts near to the centre of the chunks of one, without it. None while it has no vectors. That the caller may see the post is for the
-- statement around to find.
CREATE OR REPLACE FUNCTION app.similar_posts(of_post uuid, wanted integer)
    RETURNS TABLE (id uuid, similarity real)
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    ROWS 20
AS $$
DECLARE
    model  text;
    centre real[];
BEGIN
    SELECT m.name, public.avg(e.embedding)::real[] INTO model, centre
    FROM app.post_embeddings AS e
    JOIN app.embedding_models AS m ON m.id = e.model_id
    WHERE m.is_current
      AND e.post_id = of_post
    GROUP BY m.name;
    IF centre IS NOT NULL THEN
        RETURN QUERY
            SELECT f.id, f.similarity
            FROM app.posts_by_meaning(model, centre, NULL, NULL, NULL, NULL, NULL, NULL, NULL, of_post, 160, wanted) AS f;
    END IF;
END
$$;

ALTER FUNCTION app.similar_posts(uuid, integer) OWNER TO app_reader;
REVOKE EXECUTE ON FUNCTION app.similar_posts(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.similar_posts(uuid, integer) TO app_api;

-- Lets searches read a model once all posts were queued for it and none waits, and then deletes what earlier models left, up to "most" rows
-- of each table. Only for the model that was added last, so that processes of two releases do not take each other's away. Returns how many
-- rows it changed; 0 when there is nothing left to do, or nothing yet.
CREATE OR REPLACE FUNCTION app.settle_embedding_model(wanted bigint, most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    former  bigint;
    changed integer;
    total   integer := 0;
BEGIN
    IF wanted IS DISTINCT FROM (SELECT m.id FROM app.embedding_models AS m ORDER BY m.added_at DESC, m.id DESC LIMIT 1) THEN
        RETURN 0;
    END IF;

    IF NOT EXISTS (SELECT FROM app.embedding_models AS m WHERE m.id = wanted AND m.is_current) THEN
        -- A model that refused every text is wrongly set up.
        IF NOT EXISTS (SELECT FROM app.embedding_models AS m WHERE m.id = wanted AND m.queued_all_at IS NOT NULL)
            OR EXISTS (SELECT FROM app.embedding_queue AS q WHERE q.model_id = wanted AND q.due_at < 'infinity')
            OR (EXISTS (SELECT FROM app.embedding_queue AS q WHERE q.model_id = wanted)
                AND NOT EXISTS (SELECT FROM app.post_embeddings AS e WHERE e.model_id = wanted))
        THEN
            RETURN 0;
        END IF;

        UPDATE app.embedding_models AS m SET is_current = false WHERE m.is_current;
        UPDATE app.embedding_models AS m SET is_current = true WHERE m.id = wanted;
        RETURN 1;
    END IF;

    -- Entries of models that are gone come from writers that still saw them.
    DELETE FROM app.embedding_queue AS q
    WHERE (q.post_id, q.model_id) IN (SELECT o.post_id, o.model_id FROM app.embedding_queue AS o WHERE o.model_id <> wanted LIMIT most);
    GET DIAGNOSTICS total = ROW_COUNT;

    SELECT m.id INTO former FROM app.embedding_models AS m WHERE m.id <> wanted LIMIT 1;
    DELETE FROM app.post_embeddings AS e
    WHERE e.model_id = former
      AND (e.post_id, e.chunk) IN (
          SELECT o.post_id, o.chunk
          FROM app.post_embeddings AS o
          WHERE o.model_id = former
          ORDER BY o.post_id, o.chunk
          LIMIT most);
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;

    IF total = 0 AND former IS NOT NULL THEN
        DELETE FROM app.embedding_models AS m WHERE m.id = former;
        RETURN 1;
    END IF;
    RETURN total;
END
$$;

REVOKE EXECUTE ON FUNCTION app.settle_embedding_model(bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.settle_embedding_model(bigint, integer) TO app_api;
