-- Written by app.record_views() alone. Only the reader may list what they have read, and exports it with all else.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.post_reads TO app_api;

ALTER TABLE app.post_reads ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.post_reads FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS post_reads_select ON app.post_reads;
CREATE POLICY post_reads_select ON app.post_reads FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()));
