--- triggers
-- migrate: step transaction=off
VACUUM FULL app.users; -- ! PGM412
VACUUM (FULL, ANALYZE) app.users; -- ! PGM412
CLUSTER app.users USING users_pkey; -- ! PGM412
--- passes
-- migrate: step transaction=off
VACUUM (ANALYZE, FULL off) app.users;
