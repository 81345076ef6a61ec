-- When readers would call a post edited, which is what a feed has to say: updated_at moves with tags, status and metadata as well.
ALTER TABLE app.posts ADD COLUMN edited_at timestamptz;
COMMENT ON COLUMN app.posts.edited_at IS 'The last change of title or body, kept by a trigger; null for none since this column is there.';
