--- triggers
ALTER TABLE app.keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY USING INDEX keyless_other_key; -- ! PGM208
--- passes
ALTER TABLE app.keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY USING INDEX keyless_id_key;
--- triggers external
SET lock_timeout = '2s';
SET statement_timeout = '10s';
CREATE UNIQUE INDEX CONCURRENTLY stock_code_key ON app.stock (code);
ALTER TABLE app.stock ADD CONSTRAINT stock_pkey PRIMARY KEY USING INDEX stock_code_key; -- ! PGM208
