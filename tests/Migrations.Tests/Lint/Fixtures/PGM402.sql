--- triggers
ALTER TABLE app.days ATTACH PARTITION app.spare FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); -- ! PGM402
-- migrate: step
CREATE TABLE app.years_2 (LIKE app.years INCLUDING ALL, CONSTRAINT years_2_day_check CHECK (day >= '2026-02-01' AND day < '2026-03-01'));
-- migrate: step
ALTER TABLE app.years ATTACH PARTITION app.years_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); -- ! PGM402
--- triggers
CREATE INDEX days_id_idx ON ONLY app.days (id);
-- migrate: step
CREATE TABLE app.days_2 (LIKE app.days_1, CONSTRAINT days_2_day_check CHECK (day >= '2026-02-01' AND day < '2026-03-01'));
-- migrate: step
ALTER TABLE app.days ATTACH PARTITION app.days_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); -- ! PGM402
--- passes
CREATE TABLE app.days_2 (LIKE app.days INCLUDING ALL, CONSTRAINT days_2_day_check CHECK (day >= '2026-02-01' AND day < '2026-03-01'));
-- migrate: step
ALTER TABLE app.days ATTACH PARTITION app.days_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
