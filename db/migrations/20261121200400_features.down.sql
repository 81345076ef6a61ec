-- Loses which features were switched on.
DROP TABLE app.features;
DROP FUNCTION IF EXISTS app.is_enabled(text);
