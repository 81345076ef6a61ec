-- Who may see the plans of statements: admins, who also ask for them.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT, DELETE ON app.statement_plans TO app_api;
GRANT INSERT (id, statement_id, taken_at, analyzed, shape, cost, milliseconds) ON app.statement_plans TO app_api;

ALTER TABLE app.statement_plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.statement_plans FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS statement_plans_all ON app.statement_plans;
CREATE POLICY statement_plans_all ON app.statement_plans FOR ALL TO app_api
    USING ((SELECT app.is_admin()));
