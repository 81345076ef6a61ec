-- Who may see rows of app.notification_digests: only the owner. app.queue_digests writes them.
-- migrate: allow=PGM416,PGM417 reason="only the owner reads it"

ALTER TABLE app.notification_digests ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.notification_digests FORCE ROW LEVEL SECURITY;
