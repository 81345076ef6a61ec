-- Answers of requests that carried an Idempotency-Key, stored in the transaction of their effect, so that a retry gets the
-- first answer instead of a second effect. Nothing that a client chose is legible here: the key is hashed, and what was asked
-- is kept as a keyed hash, because a body may hold a password.

CREATE TABLE app.idempotency_keys (
    owner_id    uuid        NOT NULL CONSTRAINT idempotency_keys_owner_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    key_hash    bytea       NOT NULL CONSTRAINT idempotency_keys_key_hash_check CHECK (octet_length(key_hash) = 32),
    fingerprint bytea       NOT NULL CONSTRAINT idempotency_keys_fingerprint_check CHECK (octet_length(fingerprint) = 32),
    status      integer     NOT NULL CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 200 AND 299),
    headers     jsonb       NOT NULL CONSTRAINT idempotency_keys_headers_check CHECK (jsonb_typeof(headers) = 'object'),
    body        bytea       NOT NULL CONSTRAINT idempotency_keys_body_check CHECK (octet_length(body) <= 4194304),
    expires_at  timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_id, key_hash)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

COMMENT ON TABLE app.idempotency_keys IS 'The first answer to a request that carried an Idempotency-Key. Natural key: its primary key.';
COMMENT ON COLUMN app.idempotency_keys.key_hash IS 'SHA-256 of the key as the client sent it.';
COMMENT ON COLUMN app.idempotency_keys.fingerprint IS 'Keyed hash of method, address, If-Match and body: the same key with anything else is refused.';
COMMENT ON COLUMN app.idempotency_keys.headers IS 'Headers of the answer that are given again.';

-- The purge.
CREATE INDEX idempotency_keys_expires_at_idx ON app.idempotency_keys (expires_at);
