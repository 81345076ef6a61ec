-- Who may see rows of app.span_tags: staff.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.span_tags TO app_api;

ALTER TABLE app.span_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.span_tags FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS span_tags_select ON app.span_tags;
CREATE POLICY span_tags_select ON app.span_tags FOR SELECT TO app_api
    USING ((SELECT app.is_staff()));
