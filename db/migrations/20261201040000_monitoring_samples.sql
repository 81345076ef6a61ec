-- The numbers of the overview of the database server, once a minute, so that the console shows what was before an incident and before a
-- restart. A day has 1,440 rows.

CREATE TABLE app.monitoring_samples (
    sampled_at timestamptz NOT NULL CONSTRAINT monitoring_samples_pkey PRIMARY KEY,
    numbers    jsonb       NOT NULL CONSTRAINT monitoring_samples_numbers_check CHECK (jsonb_typeof(numbers) = 'object')
);

COMMENT ON TABLE app.monitoring_samples IS 'Numbers of the database server by minute. Natural key: sampled_at.';
COMMENT ON COLUMN app.monitoring_samples.sampled_at IS 'The minute. Of several hosts, the first one writes it.';
COMMENT ON COLUMN app.monitoring_samples.numbers IS 'By name, as in the probe "overview".';
