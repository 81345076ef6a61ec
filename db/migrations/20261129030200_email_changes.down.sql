-- Changes that wait are forgotten, with their links, their mail and their entries in the security log.
-- migrate: step backfill table=app.security_events key=id
DELETE FROM app.security_events AS e
WHERE e.id > :lo AND e.id <= :hi AND e.kind IN ('email_change_requested', 'email_changed', 'email_taken_back');

-- migrate: step
ALTER TABLE app.security_events
    DROP CONSTRAINT security_events_kind_check,
    ADD CONSTRAINT security_events_kind_check CHECK (kind IN (
        'registered', 'email_verified', 'refresh_token_reused', 'sessions_ended', 'password_changed', 'password_reset', 'admin_created')) NOT VALID;

-- migrate: step
ALTER TABLE app.security_events VALIDATE CONSTRAINT security_events_kind_check;

-- migrate: step backfill table=app.mail_outbox key=id
DELETE FROM app.mail_outbox AS m
WHERE m.id > :lo AND m.id <= :hi
  AND m.kind IN ('confirm_email_change', 'email_change_requested', 'email_changed', 'address_in_use');

-- migrate: step
ALTER TABLE app.mail_outbox
    DROP CONSTRAINT mail_outbox_kind_check,
    ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
        'verify_email', 'reset_password', 'invitation', 'password_changed')) NOT VALID;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_kind_check;

-- migrate: step backfill table=app.one_time_tokens key=token_hash
DELETE FROM app.one_time_tokens AS t
WHERE t.token_hash > :lo AND t.token_hash <= :hi AND t.purpose IN ('confirm_email_change', 'take_back_email');

-- migrate: step
ALTER TABLE app.one_time_tokens
    DROP CONSTRAINT one_time_tokens_purpose_check,
    ADD CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('verify_email', 'set_password')) NOT VALID;
COMMENT ON COLUMN app.one_time_tokens.email IS 'Where the link was sent. It works only while the account still has this address.';

-- migrate: step
ALTER TABLE app.one_time_tokens VALIDATE CONSTRAINT one_time_tokens_purpose_check;

-- migrate: step
-- migrate: allow=PGM408 reason="on the lock ladder, only on the way back"
DROP TRIGGER IF EXISTS users_guard_email ON app.users;
-- migrate: allow=PGM408 reason="on the lock ladder, only on the way back"
DROP TRIGGER IF EXISTS users_audited_updated ON app.users;
-- migrate: allow=PGM408 reason="on the lock ladder, only on the way back"
DROP TRIGGER IF EXISTS users_touch ON app.users;
ALTER TABLE app.users DROP CONSTRAINT users_pending_email_check;
ALTER TABLE app.users DROP COLUMN pending_email;

-- migrate: step
DROP FUNCTION IF EXISTS app.users_guard_email();
DROP FUNCTION IF EXISTS app.end_one_time_links(uuid, timestamptz, boolean);
