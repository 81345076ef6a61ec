-- Loses the history of the numbers.
DROP TABLE app.monitoring_samples;
