-- Sessions and what surrounds them: refresh tokens, one-time tokens, the security log, and mail that waits to be sent.
-- Tokens are stored as SHA-256 only: whoever reads a backup cannot sign in with it. The tokens are 256 random bits, so a
-- plain hash is enough. A refresh token is used once; its row stays until the session is purged, because a second use of
-- it is how a theft shows.

CREATE TABLE app.user_sessions (
    id             uuid        NOT NULL CONSTRAINT user_sessions_pkey PRIMARY KEY,
    user_id        uuid        NOT NULL CONSTRAINT user_sessions_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    created_at     timestamptz NOT NULL,
    last_used_at   timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    revoked_reason text        CONSTRAINT user_sessions_revoked_reason_check CHECK (revoked_reason IN (
                                   'logout', 'logout_all', 'revoked', 'displaced', 'password_changed', 'password_reset',
                                   'token_reused', 'account_closed')),
    user_agent     text        CONSTRAINT user_sessions_user_agent_check CHECK (char_length(user_agent) <= 256),
    ip             inet,
    CONSTRAINT user_sessions_expires_at_check CHECK (expires_at > created_at),
    CONSTRAINT user_sessions_revoked_at_check CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);

COMMENT ON TABLE app.user_sessions IS 'One row a sign-in; the family of its refresh tokens. Natural key: none, id is a UUID of version 7.';
COMMENT ON COLUMN app.user_sessions.expires_at IS 'The absolute end, whatever is refreshed until then.';
COMMENT ON COLUMN app.user_sessions.last_used_at IS 'Sign-in or last refresh.';

CREATE INDEX user_sessions_user_id_last_used_at_idx ON app.user_sessions (user_id, last_used_at DESC);
-- The purge.
CREATE INDEX user_sessions_expires_at_idx ON app.user_sessions (expires_at);

CREATE TABLE app.refresh_tokens (
    token_hash bytea       NOT NULL CONSTRAINT refresh_tokens_pkey PRIMARY KEY
                           CONSTRAINT refresh_tokens_token_hash_check CHECK (octet_length(token_hash) = 32),
    session_id uuid        NOT NULL CONSTRAINT refresh_tokens_session_id_fkey REFERENCES app.user_sessions (id) ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

COMMENT ON TABLE app.refresh_tokens IS 'Every refresh token of a session, used or not. Natural key: token_hash.';
COMMENT ON COLUMN app.refresh_tokens.expires_at IS 'The idle end: an unused session stops here, before its absolute end.';

CREATE INDEX refresh_tokens_session_id_idx ON app.refresh_tokens (session_id);

CREATE TABLE app.one_time_tokens (
    token_hash bytea       NOT NULL CONSTRAINT one_time_tokens_pkey PRIMARY KEY
                           CONSTRAINT one_time_tokens_token_hash_check CHECK (octet_length(token_hash) = 32),
    user_id    uuid        NOT NULL CONSTRAINT one_time_tokens_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    purpose    text        NOT NULL CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('verify_email', 'set_password')),
    email      text        NOT NULL CONSTRAINT one_time_tokens_email_check CHECK (char_length(email) BETWEEN 3 AND 255),
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

COMMENT ON TABLE app.one_time_tokens IS 'Links sent by mail. Natural key: token_hash.';
COMMENT ON COLUMN app.one_time_tokens.email IS 'Where the link was sent. It works only while the account still has this address.';

CREATE INDEX one_time_tokens_user_id_idx ON app.one_time_tokens (user_id);
CREATE INDEX one_time_tokens_expires_at_idx ON app.one_time_tokens (expires_at);

CREATE TABLE app.security_events (
    id         uuid        NOT NULL CONSTRAINT security_events_pkey PRIMARY KEY,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL CONSTRAINT security_events_kind_check CHECK (kind IN (
                               'registered', 'email_verified', 'refresh_token_reused', 'sessions_ended',
                               'password_changed', 'password_reset', 'admin_created')),
    user_id    uuid        NOT NULL CONSTRAINT security_events_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    session_id uuid,
    ip         inet,
    user_agent text        CONSTRAINT security_events_user_agent_check CHECK (char_length(user_agent) <= 256)
);

COMMENT ON TABLE app.security_events IS 'What happened to the access of an account; rows are only added. Natural key: none, id is a UUID of version 7.';
COMMENT ON COLUMN app.security_events.session_id IS 'No foreign key: the event outlives its session.';

CREATE INDEX security_events_user_id_at_idx ON app.security_events (user_id, at DESC);
CREATE INDEX security_events_at_idx ON app.security_events (at);

CREATE TABLE app.mail_outbox (
    id              uuid        NOT NULL CONSTRAINT mail_outbox_pkey PRIMARY KEY,
    kind            text        NOT NULL CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
                                    'verify_email', 'reset_password', 'invitation', 'password_changed')),
    recipient       text        NOT NULL CONSTRAINT mail_outbox_recipient_check CHECK (char_length(recipient) BETWEEN 3 AND 255),
    recipient_key   text        NOT NULL GENERATED ALWAYS AS (lower(normalize(recipient, NFKC))) STORED,
    state           text        NOT NULL DEFAULT 'waiting' CONSTRAINT mail_outbox_state_check CHECK (state IN (
                                    'waiting', 'sent', 'dropped', 'failed')),
    attempts        integer     NOT NULL DEFAULT 0 CONSTRAINT mail_outbox_attempts_check CHECK (attempts >= 0),
    next_attempt_at timestamptz NOT NULL,
    last_error      text        CONSTRAINT mail_outbox_last_error_check CHECK (char_length(last_error) <= 500),
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    CONSTRAINT mail_outbox_finished_at_check CHECK ((state = 'waiting') = (finished_at IS NULL))
);

COMMENT ON TABLE app.mail_outbox IS
    'Mail asked for by a committed change. Text and link are made when it is sent, so no secret waits here. Natural key: (kind, recipient_key) among rows that wait.';
COMMENT ON COLUMN app.mail_outbox.state IS
    'dropped: no account of that address wants this mail. failed: every attempt failed.';

-- One waiting mail of a kind an address, however often it is asked for.
CREATE UNIQUE INDEX mail_outbox_kind_recipient_key ON app.mail_outbox (kind, recipient_key) WHERE state = 'waiting';
CREATE INDEX mail_outbox_next_attempt_at_idx ON app.mail_outbox (next_attempt_at) WHERE state = 'waiting';
-- How often an address was written to lately.
CREATE INDEX mail_outbox_recipient_key_created_at_idx ON app.mail_outbox (recipient_key, created_at DESC);
CREATE INDEX mail_outbox_created_at_idx ON app.mail_outbox (created_at);

COMMENT ON COLUMN app.user_sessions.ip IS 'Null when the address of the client is not known.';
COMMENT ON COLUMN app.user_sessions.user_agent IS 'Null when the client did not name itself.';
COMMENT ON COLUMN app.user_sessions.revoked_at IS 'Null while the session lives.';
COMMENT ON COLUMN app.user_sessions.revoked_reason IS 'Null while the session lives.';
COMMENT ON COLUMN app.refresh_tokens.used_at IS 'Null until the token is exchanged; a second use ends the session.';
COMMENT ON COLUMN app.one_time_tokens.used_at IS 'Null until the token is redeemed.';
COMMENT ON COLUMN app.security_events.ip IS 'Null when the address of the client is not known.';
COMMENT ON COLUMN app.security_events.user_agent IS 'Null when the client did not name itself.';
COMMENT ON COLUMN app.mail_outbox.finished_at IS 'Null until the mail is sent or given up.';
COMMENT ON COLUMN app.mail_outbox.last_error IS 'Null when the last attempt did not fail.';
