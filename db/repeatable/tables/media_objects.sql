-- Who may see or change rows of app.media_objects: nobody. Functions of the feature do, as its owner; a list of checksums would tell
-- what others have.
-- migrate: allow=PGM416,PGM417 reason="no policy on purpose; one table, on the lock ladder, only when its rules change"

ALTER TABLE app.media_objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.media_objects FORCE ROW LEVEL SECURITY;
