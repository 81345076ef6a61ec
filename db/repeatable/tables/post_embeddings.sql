-- Who may see or change the vectors of posts: Agora itself writes them; searches read them as app_reader.
-- migrate: extension=vector
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, DELETE ON app.post_embeddings TO app_api;
GRANT INSERT (model_id, post_id, chunk, embedding) ON app.post_embeddings TO app_api;
GRANT UPDATE (embedding) ON app.post_embeddings TO app_api;
GRANT SELECT ON app.post_embeddings TO app_reader;

ALTER TABLE app.post_embeddings ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_embeddings FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS post_embeddings_system ON app.post_embeddings;
CREATE POLICY post_embeddings_system ON app.post_embeddings FOR ALL TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS post_embeddings_reader ON app.post_embeddings;
CREATE POLICY post_embeddings_reader ON app.post_embeddings FOR SELECT TO app_reader
    USING (true);
