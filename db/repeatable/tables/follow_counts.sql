-- Who may see rows of app.follow_counts: they are as public as the follows that they count.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.follow_counts TO app_api, app_readonly;

ALTER TABLE app.follow_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.follow_counts FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS follow_counts_select ON app.follow_counts;
CREATE POLICY follow_counts_select ON app.follow_counts FOR SELECT TO app_api, app_readonly USING (true);
