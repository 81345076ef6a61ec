--- triggers
DROP TRIGGER users_touch ON app.users; -- ! PGM408
-- migrate: step
ALTER TRIGGER users_touch ON app.users RENAME TO users_touched; -- ! PGM408
-- migrate: step
CREATE RULE users_rule AS ON DELETE TO app.users DO INSTEAD NOTHING; -- ! PGM408
-- migrate: step
DROP RULE users_rule ON app.users; -- ! PGM408
-- migrate: step
ALTER TABLE app.users DISABLE RULE users_rule; -- ! PGM408
--- passes
CREATE TABLE app.fresh (id bigint CONSTRAINT fresh_pkey PRIMARY KEY);
CREATE RULE fresh_rule AS ON DELETE TO app.fresh DO INSTEAD NOTHING;
DROP RULE fresh_rule ON app.fresh;
