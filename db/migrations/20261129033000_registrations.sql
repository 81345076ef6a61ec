-- Registrations that wait for their link, where registering must not tell whether an address has an account; and usernames of erased
-- people, which nobody else gets.

CREATE TABLE app.registrations (
    id            uuid        NOT NULL CONSTRAINT registrations_pkey PRIMARY KEY,
    email         text        NOT NULL CONSTRAINT registrations_email_check CHECK (char_length(email) BETWEEN 3 AND 255),
    email_key     text        NOT NULL GENERATED ALWAYS AS (lower(normalize(email, NFKC))) STORED,
    username      text        NOT NULL CONSTRAINT registrations_username_check CHECK (username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,49}$'),
    username_key  text        NOT NULL GENERATED ALWAYS AS (lower(username)) STORED CONSTRAINT registrations_username_key_key UNIQUE,
    full_name     text        CONSTRAINT registrations_full_name_check CHECK (char_length(full_name) BETWEEN 1 AND 255),
    password_hash text        NOT NULL,
    token_hash    bytea       CONSTRAINT registrations_token_hash_key UNIQUE
                              CONSTRAINT registrations_token_hash_check CHECK (octet_length(token_hash) = 32),
    requested_at  timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL
);

COMMENT ON TABLE app.registrations IS
    'Accounts to be made once their address is confirmed, whether or not the address has an account. Natural key: username_key.';
COMMENT ON COLUMN app.registrations.full_name IS 'Null when the person shows only the username.';
COMMENT ON COLUMN app.registrations.token_hash IS 'Of the latest link; null until it is mailed.';

CREATE INDEX registrations_email_key_requested_at_idx ON app.registrations (email_key, requested_at DESC);
CREATE INDEX registrations_expires_at_idx ON app.registrations (expires_at);

CREATE TABLE app.retired_usernames (
    username_hash bytea NOT NULL CONSTRAINT retired_usernames_pkey PRIMARY KEY
                        CONSTRAINT retired_usernames_username_hash_check CHECK (octet_length(username_hash) = 32)
);

COMMENT ON TABLE app.retired_usernames IS
    'SHA-256 of username_key of erased people, so that nobody can pass for them. It leads to no account. Natural key: username_hash.';
