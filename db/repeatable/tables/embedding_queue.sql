-- Who may see or change what waits to be embedded: Agora itself; admins count it. Triggers of posts write it as the owner.
-- migrate: extension=vector
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, DELETE ON app.embedding_queue TO app_api;
GRANT INSERT (post_id, model_id) ON app.embedding_queue TO app_api;
GRANT UPDATE (due_at, attempts, error) ON app.embedding_queue TO app_api;

ALTER TABLE app.embedding_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.embedding_queue FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS embedding_queue_system ON app.embedding_queue;
CREATE POLICY embedding_queue_system ON app.embedding_queue FOR ALL TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));

DROP POLICY IF EXISTS embedding_queue_select ON app.embedding_queue;
CREATE POLICY embedding_queue_select ON app.embedding_queue FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));
