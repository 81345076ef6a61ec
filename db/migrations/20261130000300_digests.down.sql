-- Digests that wait are not sent. When each person was last sent one is lost.
DROP FUNCTION IF EXISTS app.queue_digests(timestamptz, uuid, integer);
DROP TABLE app.notification_digests;

-- migrate: step backfill table=app.mail_outbox key=id triggers=on
DELETE FROM app.mail_outbox AS m
WHERE m.id > :lo AND m.id <= :hi AND m.kind = 'notification_digest';

-- migrate: step
ALTER TABLE app.mail_outbox
    DROP CONSTRAINT mail_outbox_kind_check,
    ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
        'verify_email', 'reset_password', 'invitation', 'password_changed',
        'confirm_email_change', 'email_change_requested', 'email_changed', 'address_in_use', 'webhook_disabled')) NOT VALID;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_kind_check;
