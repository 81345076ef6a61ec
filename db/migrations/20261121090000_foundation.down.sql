-- Loses the signing keys. The functions that db/repeatable/context.sql put on top go first.
DROP FUNCTION IF EXISTS app.actor_role();
DROP FUNCTION IF EXISTS app.actor_id();
DROP FUNCTION IF EXISTS app.actor();
DROP FUNCTION IF EXISTS app.touch();
-- What other repeatable files put into the schema and what no other way back names.
DROP FUNCTION IF EXISTS
    app.end_one_time_links(uuid, timestamptz, boolean), app.announce_rights_change(), app.require_current_rights(uuid, integer),
    app.users_guard_email(), app.moderated_content_edited();
DROP TABLE sec.context_keys;
DROP SCHEMA sec;
DROP SCHEMA app;
