DROP TABLE sec.context_keys;
DROP SCHEMA sec;
DROP SCHEMA app;
