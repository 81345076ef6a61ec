--- triggers
CREATE TABLE app.fresh (id bigint); -- ! PGM808
--- passes
CREATE TABLE app.fresh (id bigint);
ALTER TABLE app.fresh ADD CONSTRAINT fresh_pkey PRIMARY KEY (id);
CREATE TABLE app.part PARTITION OF app.fresh DEFAULT;
