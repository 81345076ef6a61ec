DROP TABLE app.mail_outbox;
DROP TABLE app.security_events;
DROP TABLE app.one_time_tokens;
DROP TABLE app.refresh_tokens;
DROP TABLE app.user_sessions;
