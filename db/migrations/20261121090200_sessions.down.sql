-- Signs everybody out. The triggers and functions that db/repeatable/sessions.sql put on top go first.
-- migrate: allow=PGM408 reason="on the lock ladder; nobody signs in while this goes"
DROP TRIGGER IF EXISTS users_end_sessions ON app.users;
DROP TRIGGER IF EXISTS users_raise_security_version ON app.users;
DROP FUNCTION IF EXISTS app.purge_sessions(integer);
DROP TABLE app.mail_outbox;
DROP TABLE app.security_events;
DROP TABLE app.one_time_tokens;
DROP TABLE app.refresh_tokens;
DROP TABLE app.user_sessions;
DROP FUNCTION IF EXISTS app.users_end_sessions();
DROP FUNCTION IF EXISTS app.users_raise_security_version();
DROP FUNCTION IF EXISTS app.user_sessions_stay_revoked();
