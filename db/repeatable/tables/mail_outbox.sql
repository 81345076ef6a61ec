-- Who may see or change rows of app.mail_outbox.
-- migrate: allow=PGM417 reason="one table, on the lock ladder, only when its rules change"

GRANT SELECT, INSERT ON app.mail_outbox TO app_api;
GRANT UPDATE (state, attempts, next_attempt_at, last_error, finished_at) ON app.mail_outbox TO app_api;

-- An admin who makes an account without a password queues its invitation.
ALTER TABLE app.mail_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.mail_outbox FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS mail_outbox_system ON app.mail_outbox;
CREATE POLICY mail_outbox_system ON app.mail_outbox TO app_api
    USING ((SELECT app.actor_role()) IN ('admin', 'system'))
    WITH CHECK ((SELECT app.actor_role()) IN ('admin', 'system'));
