-- What waits is due again for the servers that read the due time. The triggers go first, so that the jobs of what is queued meanwhile do not.

-- migrate: allow=PGM408 reason="one table a step, with lock backoff"
DROP TRIGGER IF EXISTS mail_outbox_enqueue ON app.mail_outbox;
DROP TRIGGER IF EXISTS mail_outbox_never_due ON app.mail_outbox;
-- migrate: step
-- migrate: allow=PGM408 reason="one table a step, with lock backoff"
DROP TRIGGER IF EXISTS jobs_settle_mail ON app.jobs;

-- migrate: step backfill table=app.mail_outbox key=id
UPDATE app.mail_outbox
SET next_attempt_at = statement_timestamp()
WHERE state = 'waiting'
  AND next_attempt_at = 'infinity'
  AND id > :lo AND id <= :hi;

-- migrate: step backfill table=app.jobs key=id
DELETE FROM app.jobs
WHERE kind = 'mail.send'
  AND id > :lo AND id <= :hi;

-- migrate: step
ALTER TABLE app.jobs DROP CONSTRAINT jobs_payload_depth_check;

-- migrate: step
ALTER TABLE app.mail_outbox ALTER COLUMN next_attempt_at DROP DEFAULT;

COMMENT ON COLUMN app.mail_outbox.next_attempt_at IS NULL;
COMMENT ON COLUMN app.mail_outbox.attempts IS NULL;
COMMENT ON COLUMN app.mail_outbox.state IS
    'dropped: no account of that address wants this mail. failed: every attempt failed.';
