-- Mail: each row of the outbox has a job that sends it, with the id of the mail.
-- Lock order: the row of the job, then that of the mail.

-- Not due for servers that send mail without a job.
CREATE OR REPLACE FUNCTION app.mail_outbox_never_due() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.next_attempt_at := 'infinity';
    RETURN NEW;
END
$$;

-- Runs as the owner, because only Agora itself may queue jobs, and any use case may queue mail.
CREATE OR REPLACE FUNCTION app.mail_outbox_enqueue() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
    VALUES (NEW.id, 'mail.send', jsonb_build_object('mailId', NEW.id), 1, 1, statement_timestamp(), 10);
    PERFORM pg_notify('agora_jobs', '');
    RETURN NULL;
END
$$;

-- A mail waits no longer when its job was given up: another one of its kind may then be queued for the recipient. It waits again when an
-- admin retries the job, unless another one does by now, or the time of its links is over.
CREATE OR REPLACE FUNCTION app.jobs_settle_mail() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.state = 'queued' THEN
        UPDATE app.mail_outbox SET state = 'waiting', finished_at = NULL
        WHERE id = NEW.id AND state = 'failed' AND created_at > statement_timestamp() - interval '7 days';
    ELSE
        UPDATE app.mail_outbox SET state = 'failed', finished_at = statement_timestamp() WHERE id = NEW.id AND state = 'waiting';
    END IF;
    RETURN NULL;
EXCEPTION
    WHEN unique_violation THEN
        RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.mail_outbox_never_due(), app.mail_outbox_enqueue(), app.jobs_settle_mail() FROM PUBLIC;
