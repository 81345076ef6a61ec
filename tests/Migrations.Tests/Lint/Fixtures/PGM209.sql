--- triggers
ALTER TABLE app.spare ADD CONSTRAINT spare_excl EXCLUDE USING btree (id WITH =); -- ! PGM209
--- passes
CREATE TABLE app.rooms (id bigint CONSTRAINT rooms_pkey PRIMARY KEY, during tstzrange, CONSTRAINT rooms_during_excl EXCLUDE USING gist (during WITH &&));
