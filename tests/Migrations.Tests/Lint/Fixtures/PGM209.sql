--- triggers
ALTER TABLE app.spare ADD CONSTRAINT spare_excl EXCLUDE USING btree (id WITH =); -- ! PGM209
--- passes
CREATE TABLE app.bookings (id bigint CONSTRAINT bookings_pkey PRIMARY KEY, during tstzrange, CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&));
