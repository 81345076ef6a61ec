-- What happens when mail is queued, and who may see or change it.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER mail_outbox_never_due
    BEFORE INSERT ON app.mail_outbox
    FOR EACH ROW EXECUTE FUNCTION app.mail_outbox_never_due();

CREATE OR REPLACE TRIGGER mail_outbox_enqueue
    AFTER INSERT ON app.mail_outbox
    FOR EACH ROW EXECUTE FUNCTION app.mail_outbox_enqueue();

-- The columns next_attempt_at and attempts: for servers before the job mail.send.
-- Revoked first, because a grant that named no columns preceded these.
REVOKE INSERT ON app.mail_outbox FROM app_api;
GRANT SELECT ON app.mail_outbox TO app_api;
GRANT INSERT (id, kind, recipient, next_attempt_at, created_at, user_id) ON app.mail_outbox TO app_api;
GRANT UPDATE (state, attempts, next_attempt_at, last_error, finished_at) ON app.mail_outbox TO app_api;

-- An admin who makes an account without a password queues its invitation.
ALTER TABLE app.mail_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.mail_outbox FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS mail_outbox_system ON app.mail_outbox;
DROP POLICY IF EXISTS mail_outbox_select ON app.mail_outbox;
CREATE POLICY mail_outbox_select ON app.mail_outbox FOR SELECT TO app_api
    USING ((SELECT app.is_admin()));

DROP POLICY IF EXISTS mail_outbox_insert ON app.mail_outbox;
CREATE POLICY mail_outbox_insert ON app.mail_outbox FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_admin()));

DROP POLICY IF EXISTS mail_outbox_update ON app.mail_outbox;
CREATE POLICY mail_outbox_update ON app.mail_outbox FOR UPDATE TO app_api
    USING ((SELECT app.is_system()))
    WITH CHECK ((SELECT app.is_system()));
