-- migrate: allow=PGM408 reason="two triggers of the table that is written most, with lock backoff"

DROP TRIGGER IF EXISTS posts_embed_new ON app.posts;
DROP TRIGGER IF EXISTS posts_embed ON app.posts;

DROP FUNCTION app.queue_post_for_embedding();
DROP FUNCTION app.queue_new_posts_for_embedding();
DROP TABLE app.post_embeddings;
DROP TABLE app.embedding_queue;
DROP TABLE app.embedding_models;
