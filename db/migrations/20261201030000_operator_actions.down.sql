-- Loses the record of what operators did.
DROP FUNCTION IF EXISTS app.begin_action(uuid, text, text, text, uuid, uuid, integer, boolean);
DROP FUNCTION IF EXISTS app.start_action(uuid);
DROP FUNCTION IF EXISTS app.end_action(uuid, text, text, text);
DROP TABLE app.operator_actions;
