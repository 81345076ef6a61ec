-- A new e-mail address waits beside the old one until it is confirmed, and the old one is told, with a link that takes the change back.

ALTER TABLE app.users ADD COLUMN pending_email text;
ALTER TABLE app.users
    ADD CONSTRAINT users_pending_email_check CHECK (char_length(pending_email) BETWEEN 3 AND 255) NOT VALID;
COMMENT ON COLUMN app.users.pending_email IS 'The address that the account gets once it is confirmed; null while no change waits.';

-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_pending_email_check;

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with two words more"
ALTER TABLE app.one_time_tokens
    DROP CONSTRAINT one_time_tokens_purpose_check,
    ADD CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN (
        'verify_email', 'set_password', 'confirm_email_change', 'take_back_email')) NOT VALID;
COMMENT ON COLUMN app.one_time_tokens.email IS
    'Where the link was sent. It works only while the account has this address, waits for it (confirm_email_change) or had it (take_back_email).';

-- migrate: step
ALTER TABLE app.one_time_tokens VALIDATE CONSTRAINT one_time_tokens_purpose_check;

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with four words more"
ALTER TABLE app.mail_outbox
    DROP CONSTRAINT mail_outbox_kind_check,
    ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
        'verify_email', 'reset_password', 'invitation', 'password_changed',
        'confirm_email_change', 'email_change_requested', 'email_changed', 'address_in_use')) NOT VALID;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_kind_check;

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with three words more"
ALTER TABLE app.security_events
    DROP CONSTRAINT security_events_kind_check,
    ADD CONSTRAINT security_events_kind_check CHECK (kind IN (
        'registered', 'email_verified', 'refresh_token_reused', 'sessions_ended', 'password_changed', 'password_reset', 'admin_created',
        'email_change_requested', 'email_changed', 'email_taken_back')) NOT VALID;

-- migrate: step
ALTER TABLE app.security_events VALIDATE CONSTRAINT security_events_kind_check;
