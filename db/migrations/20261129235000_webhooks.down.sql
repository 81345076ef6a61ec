-- Loses all webhooks, what waits to be delivered, and mails about them.
-- migrate: step backfill table=app.mail_outbox key=id triggers=on
DELETE FROM app.mail_outbox AS m
WHERE m.id > :lo AND m.id <= :hi AND m.kind = 'webhook_disabled';

-- migrate: step
ALTER TABLE app.mail_outbox
    DROP CONSTRAINT mail_outbox_kind_check,
    ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
        'verify_email', 'reset_password', 'invitation', 'password_changed',
        'confirm_email_change', 'email_change_requested', 'email_changed', 'address_in_use')) NOT VALID;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_kind_check;

-- migrate: step
-- migrate: allow=PGM408 reason="one table, with lock backoff"
DROP TRIGGER IF EXISTS users_end_webhooks ON app.users;

-- migrate: step
DROP FUNCTION IF EXISTS app.promote_webhook_deliveries(uuid[], uuid[]), app.webhook_is_crowded(uuid, integer);
DROP TABLE app.webhook_deliveries;
DROP TABLE app.webhook_secrets;
DROP TABLE app.webhook_cursor;
DROP TABLE app.webhooks;
DROP FUNCTION IF EXISTS
    app.webhook_room(uuid, integer), app.add_webhook_secret(uuid, bytea, timestamptz, interval),
    app.delete_webhook(uuid, integer), app.end_webhooks(uuid), app.remove_deleted_webhooks(uuid, integer),
    app.fan_out_webhooks(integer, integer, integer),
    app.lock_webhook_order(uuid[], uuid[]),
    app.claim_webhook_deliveries(integer, integer, integer, interval),
    app.finish_webhook_delivery(uuid, integer, text, interval, integer, integer, text, text),
    app.end_webhook(uuid, text, interval), app.replay_webhook_delivery(uuid, uuid, integer),
    app.replay_webhook(uuid, bigint, bigint, integer, integer), app.test_webhook(uuid, uuid, integer),
    app.purge_webhook_deliveries(interval, integer), app.users_end_webhooks();
