--- triggers
-- migrate: assert SELECT true
ALTER TABLE app.keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY (id); -- ! PGM207
-- migrate: step
ALTER TABLE app.spare ADD PRIMARY KEY (id, day); -- ! PGM207 PGM704
--- passes
-- migrate: step transaction=off
CREATE UNIQUE INDEX CONCURRENTLY keyless_pkey ON app.keyless (id DESC);
-- migrate: step
ALTER TABLE app.keyless ADD CONSTRAINT keyless_pkey PRIMARY KEY USING INDEX keyless_id_key;
