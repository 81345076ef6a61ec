-- Closed to the runtime: triggers write app.post_languages, and searches read it as app_reader.
-- migrate: allow=PGM416,PGM417 reason="one table, with lock backoff; closed to the runtime on purpose"

GRANT SELECT ON app.post_languages TO app_reader;

ALTER TABLE app.post_languages ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_languages FORCE ROW LEVEL SECURITY;
