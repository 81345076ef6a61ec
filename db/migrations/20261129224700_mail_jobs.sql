-- A mail is sent by a job, which retries it. The due time and the count of attempts in the outbox are those of servers before that: what
-- waits is never due for them.

ALTER TABLE app.mail_outbox ALTER COLUMN next_attempt_at SET DEFAULT 'infinity';

COMMENT ON COLUMN app.mail_outbox.next_attempt_at IS 'Read by servers before the job mail.send only.';
COMMENT ON COLUMN app.mail_outbox.attempts IS 'Counted by servers before the job mail.send only; the job counts its own.';
COMMENT ON COLUMN app.mail_outbox.state IS
    'dropped: no account of that address wants this mail. failed: every attempt failed, or its job was cancelled.';

-- migrate: step backfill table=app.mail_outbox key=id
UPDATE app.mail_outbox
SET next_attempt_at = 'infinity'
WHERE state = 'waiting'
  AND id > :lo AND id <= :hi;

-- migrate: step backfill table=app.mail_outbox key=id
INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
SELECT m.id, 'mail.send', jsonb_build_object('mailId', m.id), 1, 1, statement_timestamp(), 10
FROM app.mail_outbox AS m
WHERE m.state = 'waiting'
  AND m.id > :lo AND m.id <= :hi
ON CONFLICT (id) DO NOTHING;

-- Payloads are read by JSON readers whose depth is limited.
-- migrate: step
ALTER TABLE app.jobs ADD CONSTRAINT jobs_payload_depth_check CHECK (NOT jsonb_path_exists(payload, '$.**{32 to last}')) NOT VALID;

-- migrate: step
ALTER TABLE app.jobs VALIDATE CONSTRAINT jobs_payload_depth_check;
