-- Loses every flag, decision and strike. What moderation has hidden stays hidden: nobody else may judge it.
DROP FUNCTION IF EXISTS app.flag_content(uuid, uuid, uuid, text, text);

-- migrate: step
DROP TABLE app.moderation_log;

-- migrate: step
DROP TABLE app.strikes;

-- migrate: step
DROP TABLE app.flags;

-- migrate: step
DROP FUNCTION IF EXISTS app.review_of(uuid, uuid);
DROP TABLE app.moderation_cases;

-- migrate: step
DROP TABLE app.moderation_settings;
DROP FUNCTION IF EXISTS app.moderation_cases_apply(), app.moderation_cases_guard();
