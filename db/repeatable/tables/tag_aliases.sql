-- Old names of tags are everyone's to read; app.replace_tag writes them.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.tag_aliases TO app_api, app_readonly;

ALTER TABLE app.tag_aliases ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tag_aliases FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS tag_aliases_select ON app.tag_aliases;
CREATE POLICY tag_aliases_select ON app.tag_aliases FOR SELECT TO app_api, app_readonly USING (true);
