-- Takes the preferences away, with what people had set.
DROP FUNCTION IF EXISTS app.find_by_preference(jsonb, uuid, integer);
DROP FUNCTION IF EXISTS app.set_member(jsonb, text[], jsonb);
DROP FUNCTION IF EXISTS app.remove_member(jsonb, text[]);
DROP FUNCTION IF EXISTS app.merge_members(jsonb, jsonb);
DROP TABLE app.user_preferences;
