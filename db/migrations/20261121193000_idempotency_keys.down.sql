-- Loses the kept answers: a request that is retried across this step has its effect twice.
DROP TABLE app.idempotency_keys;
DROP FUNCTION IF EXISTS app.purge_idempotency_keys(integer);
