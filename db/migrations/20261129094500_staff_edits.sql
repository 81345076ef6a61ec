-- What staff edit of others is written into the log of moderation as well, with a reason.

-- migrate: allow=PGM218 reason="the same check with a word more"
ALTER TABLE app.moderation_log
    DROP CONSTRAINT moderation_log_action_check,
    ADD CONSTRAINT moderation_log_action_check CHECK (action IN (
        'hidden', 'approved', 'rejected', 'appealed', 'renamed', 'merged', 'removed', 'restored', 'edited')) NOT VALID;

-- migrate: step
ALTER TABLE app.moderation_log VALIDATE CONSTRAINT moderation_log_action_check;

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with a word more"
ALTER TABLE app.moderation_log
    DROP CONSTRAINT moderation_log_subject_check,
    ADD CONSTRAINT moderation_log_subject_check CHECK (subject IN ('post', 'comment', 'tag', 'media', 'profile')) NOT VALID;

-- migrate: step
ALTER TABLE app.moderation_log VALIDATE CONSTRAINT moderation_log_subject_check;

COMMENT ON TABLE app.moderation_reasons IS
    'Why staff removed, restored or edited something, and who did. For staff, and without the person for the owner. Natural key: log_id.';
