-- Loses the signing keys. The functions that db/repeatable/context.sql put on top go first.
DROP FUNCTION IF EXISTS app.is_staff(), app.is_admin(), app.is_system();
DROP FUNCTION IF EXISTS app.actor_role();
DROP FUNCTION IF EXISTS app.actor_id();
DROP FUNCTION IF EXISTS app.actor();
DROP FUNCTION IF EXISTS app.touch();
DROP TABLE sec.context_keys;
DROP SCHEMA sec;
-- No table is left in it: what CASCADE takes away are functions of repeatable files.
DROP SCHEMA app CASCADE;
