-- Who may see or change the models: everyone reads which is current; Agora itself adds, fills and removes them.
-- migrate: extension=vector
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, DELETE ON app.embedding_models TO app_api;
GRANT INSERT (name, is_current) ON app.embedding_models TO app_api;
GRANT UPDATE (is_current, queued_through, queued_all_at, queued_behind, added_at) ON app.embedding_models TO app_api;
GRANT SELECT ON app.embedding_models TO app_reader;

ALTER TABLE app.embedding_models ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.embedding_models FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS embedding_models_select ON app.embedding_models;
CREATE POLICY embedding_models_select ON app.embedding_models FOR SELECT TO app_api, app_reader
    USING (true);

DROP POLICY IF EXISTS embedding_models_insert ON app.embedding_models;
CREATE POLICY embedding_models_insert ON app.embedding_models FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS embedding_models_update ON app.embedding_models;
CREATE POLICY embedding_models_update ON app.embedding_models FOR UPDATE TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS embedding_models_delete ON app.embedding_models;
CREATE POLICY embedding_models_delete ON app.embedding_models FOR DELETE TO app_api
    USING ((SELECT app.is_system()));
