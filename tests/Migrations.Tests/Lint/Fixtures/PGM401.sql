--- triggers
CREATE TABLE app.days_2 PARTITION OF app.days FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); -- ! PGM401
-- migrate: step
CREATE TABLE app.years_2 PARTITION OF app.years FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); -- ! PGM401
-- migrate: step
CREATE TABLE app.days_rest PARTITION OF app.days DEFAULT; -- ! PGM401
--- passes
CREATE TABLE app.weeks (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE app.weeks_1 PARTITION OF app.weeks FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
--- passes
-- What the statement makes itself comes before another of that name.
CREATE SCHEMA fresh
    CREATE UNIQUE INDEX days_id_key ON days (id, day)
    CREATE TABLE days (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day)
    CREATE TABLE days_rest PARTITION OF days DEFAULT;
