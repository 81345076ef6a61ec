-- Who may see what was erased: admins, and Agora itself. app.begin_erasure() and app.continue_erasure() alone write it.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

GRANT SELECT ON app.erasures TO app_api;

ALTER TABLE app.erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.erasures FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS erasures_select ON app.erasures;
CREATE POLICY erasures_select ON app.erasures FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));
