-- Loses the reports of the nightly maintenance.
DROP FUNCTION IF EXISTS app.compact_pages(regclass, bigint, bigint);
DROP FUNCTION IF EXISTS app.drop_invalid_index(regclass);
DROP TABLE app.maintenance_steps;
DROP TABLE app.maintenance_runs;
