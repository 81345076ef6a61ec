-- Who may see rows of app.withdrawn_likes: only the owner. The triggers of likes write them.
-- migrate: allow=PGM416,PGM417 reason="only the owner reads it"

ALTER TABLE app.withdrawn_likes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.withdrawn_likes FORCE ROW LEVEL SECURITY;
