--- triggers
ALTER TABLE app.keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY USING INDEX keyless_other_key; -- ! PGM208
--- passes
ALTER TABLE app.keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY USING INDEX keyless_id_key;
