-- Who may see rows of app.retired_usernames: no role of the runtime has a right on it; functions of users.sql ask it as their owner.
-- migrate: allow=PGM417 reason="one table, with lock backoff, only when its rules change"

ALTER TABLE app.retired_usernames ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.retired_usernames FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS retired_usernames_system ON app.retired_usernames;
CREATE POLICY retired_usernames_system ON app.retired_usernames TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));
