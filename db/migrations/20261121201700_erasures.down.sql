-- Forgets who was erased; they stay closed accounts without a name.
DROP FUNCTION IF EXISTS app.begin_erasure(uuid, text, text), app.continue_erasure(uuid, integer);
DROP TABLE app.erasures;

-- migrate: step
ALTER TABLE app.users DROP COLUMN erased_at;

-- migrate: step
ALTER TABLE app.mail_outbox DROP COLUMN user_id;
