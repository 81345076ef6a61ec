--- triggers
ALTER TABLE app.users SET UNLOGGED; -- ! PGM413
-- migrate: step
ALTER TABLE app.users SET TABLESPACE fast; -- ! PGM413
-- migrate: step
ALTER TABLE app.users SET ACCESS METHOD other; -- ! PGM413
-- migrate: step
ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast; -- ! PGM413
-- migrate: step
ALTER MATERIALIZED VIEW ALL IN TABLESPACE slow OWNED BY other SET TABLESPACE fast; -- ! PGM413
--- passes
CREATE UNLOGGED TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh SET LOGGED;
