-- Search by meaning: embeddings of published posts, by pgvector. A post is cut into chunks with a vector each. Triggers queue what is to be
-- embedded, and the host embeds it in the background. A change of the model fills the new one beside the old one, which answers until then
-- (build/decisions/0062-search-by-meaning.md).
-- migrate: extension=vector

CREATE TABLE app.embedding_models (
    id             bigint      NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT embedding_models_pkey PRIMARY KEY,
    name           text        NOT NULL CONSTRAINT embedding_models_name_key UNIQUE
                               CONSTRAINT embedding_models_name_check CHECK (char_length(name) BETWEEN 1 AND 200),
    is_current     boolean     NOT NULL,
    queued_through uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    queued_all_at  timestamptz,
    queued_behind  xid8,
    added_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.embedding_models IS 'Models whose vectors are kept. Natural key: name.';
COMMENT ON COLUMN app.embedding_models.is_current IS 'Whether searches read its vectors.';
COMMENT ON COLUMN app.embedding_models.queued_through IS 'Published posts up to this id were queued when the model was new.';
COMMENT ON COLUMN app.embedding_models.queued_all_at IS 'When that reached the last post; null until then.';
COMMENT ON COLUMN app.embedding_models.queued_behind IS
    'A transaction that saw the model: older ones may write posts that their triggers do not queue. Null until the first step.';
COMMENT ON COLUMN app.embedding_models.added_at IS 'When a process with this model started last. The latest model replaces the others.';

CREATE UNIQUE INDEX embedding_models_is_current_key ON app.embedding_models (is_current) WHERE is_current;

-- The model is no foreign key, so that writers of posts do not lock its row.
CREATE TABLE app.embedding_queue (
    post_id  uuid        NOT NULL CONSTRAINT embedding_queue_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    model_id bigint      NOT NULL,
    edition  uuid        NOT NULL DEFAULT gen_random_uuid(),
    due_at   timestamptz NOT NULL DEFAULT now(),
    attempts integer     NOT NULL DEFAULT 0,
    error    text        CONSTRAINT embedding_queue_error_check CHECK (char_length(error) <= 200),
    CONSTRAINT embedding_queue_pkey PRIMARY KEY (post_id, model_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

COMMENT ON TABLE app.embedding_queue IS 'Posts that are to be embedded. Natural key: post_id and model_id.';
COMMENT ON COLUMN app.embedding_queue.edition IS
    'Another with every write of the post: what was read before the last of them does not end the entry.';
COMMENT ON COLUMN app.embedding_queue.due_at IS
    'While a worker embeds it, the end of its lease; later after a failure; infinity when the model refuses the text.';
COMMENT ON COLUMN app.embedding_queue.attempts IS 'Times that it failed.';
COMMENT ON COLUMN app.embedding_queue.error IS 'Why the model refuses the text; null where it does not.';

CREATE INDEX embedding_queue_due_at_idx ON app.embedding_queue (due_at);

-- migrate: allow=PGM801 reason="a post has 32 chunks at most"
CREATE TABLE app.post_embeddings (
    post_id   uuid                NOT NULL CONSTRAINT post_embeddings_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    model_id  bigint              NOT NULL,
    chunk     integer             NOT NULL,
    embedding public.halfvec(768) NOT NULL,
    CONSTRAINT post_embeddings_pkey PRIMARY KEY (model_id, post_id, chunk)
);

COMMENT ON TABLE app.post_embeddings IS
    'Unit vectors of the parts of published posts; shorter ones are filled up with zeros. Natural key: model_id, post_id and chunk.';
COMMENT ON COLUMN app.post_embeddings.chunk IS 'From 0. The first begins with the title.';

CREATE INDEX post_embeddings_post_id_idx ON app.post_embeddings (post_id);
CREATE INDEX post_embeddings_embedding_idx ON app.post_embeddings USING hnsw (embedding public.halfvec_cosine_ops);

CREATE FUNCTION app.queue_new_posts_for_embedding() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.embedding_queue (post_id, model_id)
    SELECT a.id, m.id
    FROM added AS a
    CROSS JOIN app.embedding_models AS m
    WHERE a.status = 'published'
      AND a.deleted_at IS NULL;
    RETURN NULL;
END
$$;

CREATE FUNCTION app.queue_post_for_embedding() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- What is no longer shown leaves no trace here, whether or not a worker runs; one that embeds it just now finds no entry to end.
    IF NEW.status <> 'published' OR NEW.deleted_at IS NOT NULL THEN
        DELETE FROM app.embedding_queue AS q WHERE q.post_id = NEW.id;
        DELETE FROM app.post_embeddings AS e WHERE e.post_id = NEW.id;
        RETURN NULL;
    END IF;

    INSERT INTO app.embedding_queue AS q (post_id, model_id)
    SELECT NEW.id, m.id
    FROM app.embedding_models AS m
    ON CONFLICT (post_id, model_id) DO UPDATE
    SET edition = gen_random_uuid(),
        due_at = now(),
        attempts = 0,
        error = NULL;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.queue_new_posts_for_embedding(), app.queue_post_for_embedding() FROM PUBLIC;
