-- Mail with a digest of notifications, and when each person was last sent one.

CREATE TABLE app.notification_digests (
    user_id  uuid        NOT NULL CONSTRAINT notification_digests_pkey PRIMARY KEY
                         CONSTRAINT notification_digests_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    sent_at  timestamptz NOT NULL,
    snapshot pg_snapshot NOT NULL
);

COMMENT ON TABLE app.notification_digests IS 'When a person was last sent a digest: at most one a day, of what came since. Natural key: user_id.';
COMMENT ON COLUMN app.notification_digests.snapshot IS 'What it saw: later notifications are in the next one.';

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with one word more"
ALTER TABLE app.mail_outbox
    DROP CONSTRAINT mail_outbox_kind_check,
    ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
        'verify_email', 'reset_password', 'invitation', 'password_changed',
        'confirm_email_change', 'email_change_requested', 'email_changed', 'address_in_use', 'webhook_disabled',
        'notification_digest')) NOT VALID;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_kind_check;
