-- The schema of the product, and the key table behind the signed actor.
-- Row-level security trusts only an actor whose signature app.actor() has checked. The keys live in a schema that the
-- runtime role cannot enter, so injected SQL can neither read a key nor sign as somebody else.

CREATE SCHEMA app;
CREATE SCHEMA sec;

GRANT USAGE ON SCHEMA app TO app_api, app_readonly, app_reader;
-- A view or function is handed only to a role that may create one in its schema.
GRANT CREATE ON SCHEMA app TO app_reader;

CREATE TABLE sec.context_keys (
    key_id     text        NOT NULL CONSTRAINT context_keys_pkey PRIMARY KEY,
    inner_pad  bytea       NOT NULL CONSTRAINT context_keys_inner_pad_check CHECK (octet_length(inner_pad) = 64),
    outer_pad  bytea       NOT NULL CONSTRAINT context_keys_outer_pad_check CHECK (octet_length(outer_pad) = 64),
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE sec.context_keys IS
    'Keys that sign app.ctx, as the two padded halves of an HMAC-SHA-256 key (RFC 2104). Natural key: key_id, derived from the key.';
