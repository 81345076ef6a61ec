-- Loses when posts were edited; feeds have updated_at again.
ALTER TABLE app.posts DROP COLUMN edited_at;
