-- Registrations that wait are forgotten, and names of erased people are free again.
DROP TABLE app.registrations;

-- migrate: step
-- migrate: allow=PGM408 reason="on the lock ladder, only on the way back"
DROP TRIGGER IF EXISTS users_guard_retired_names ON app.users;

-- migrate: step
DROP FUNCTION IF EXISTS app.users_guard_retired_names();
DROP FUNCTION IF EXISTS app.is_username_retired(text);
DROP TABLE app.retired_usernames;
