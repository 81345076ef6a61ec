-- Loses which features were switched on. The function that db/repeatable/features.sql put on top reads the table, so it goes first.
DROP FUNCTION IF EXISTS app.is_enabled(text);
DROP TABLE app.features;
