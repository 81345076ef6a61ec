-- When rows of app.posts are queued to be embedded.
-- migrate: extension=vector
-- migrate: allow=PGM407 reason="triggers of one table, with lock backoff, only when the rules change"

CREATE OR REPLACE TRIGGER posts_embed_new
    AFTER INSERT ON app.posts
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.queue_new_posts_for_embedding();

CREATE OR REPLACE TRIGGER posts_embed
    AFTER UPDATE OF title, body, status, deleted_at ON app.posts
    FOR EACH ROW
    WHEN ((OLD.status = 'published' OR NEW.status = 'published')
          AND (OLD.status, OLD.deleted_at IS NULL, OLD.title, OLD.body)
              IS DISTINCT FROM (NEW.status, NEW.deleted_at IS NULL, NEW.title, NEW.body))
    EXECUTE FUNCTION app.queue_post_for_embedding();
