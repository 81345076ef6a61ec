-- Entries that the former log does not know go with their reasons.
DROP FUNCTION IF EXISTS app.log_staff_act() CASCADE;

-- migrate: step backfill table=app.moderation_log key=id batch=5000
DELETE FROM app.moderation_log WHERE action = 'edited' AND id > :lo AND id <= :hi;

-- migrate: step
ALTER TABLE app.moderation_log
    DROP CONSTRAINT moderation_log_action_check,
    ADD CONSTRAINT moderation_log_action_check CHECK (action IN (
        'hidden', 'approved', 'rejected', 'appealed', 'renamed', 'merged', 'removed', 'restored')) NOT VALID;

-- migrate: step
ALTER TABLE app.moderation_log VALIDATE CONSTRAINT moderation_log_action_check;

-- migrate: step
ALTER TABLE app.moderation_log
    DROP CONSTRAINT moderation_log_subject_check,
    ADD CONSTRAINT moderation_log_subject_check CHECK (subject IN ('post', 'comment', 'tag', 'media')) NOT VALID;

-- migrate: step
ALTER TABLE app.moderation_log VALIDATE CONSTRAINT moderation_log_subject_check;

COMMENT ON TABLE app.moderation_reasons IS
    'Why staff removed or restored something, and who did. For staff, and without the person for the owner. Natural key: log_id.';
