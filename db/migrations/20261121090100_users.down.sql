-- Loses every account. The view and the functions that db/repeatable/users.sql put on top go first.
-- migrate: allow=PGM409 reason="the table under the view goes in the same transaction"
DROP FUNCTION IF EXISTS app.search_members(text, real, uuid, integer);
DROP POLICY IF EXISTS user_profiles_select ON app.user_profiles;
DROP VIEW IF EXISTS app.members;
DROP TABLE app.user_profiles;
DROP TABLE app.users;
DROP FUNCTION IF EXISTS app.users_search_vector();
DROP FUNCTION IF EXISTS app.users_create_profiles();
DROP FUNCTION IF EXISTS app.users_guard_rights();
