DROP TABLE app.backup_reports;
