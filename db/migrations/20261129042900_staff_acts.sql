-- What staff do to the content of others is written into the log of moderation, with a reason. The log is everyone's to read, so the
-- reasons lie beside it.

-- migrate: allow=PGM218 reason="the same check with two words more"
ALTER TABLE app.moderation_log
    DROP CONSTRAINT moderation_log_action_check,
    ADD CONSTRAINT moderation_log_action_check CHECK (action IN (
        'hidden', 'approved', 'rejected', 'appealed', 'renamed', 'merged', 'removed', 'restored')) NOT VALID;

-- migrate: step
ALTER TABLE app.moderation_log VALIDATE CONSTRAINT moderation_log_action_check;

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with a word more"
ALTER TABLE app.moderation_log
    DROP CONSTRAINT moderation_log_subject_check,
    ADD CONSTRAINT moderation_log_subject_check CHECK (subject IN ('post', 'comment', 'tag', 'media')) NOT VALID;

-- migrate: step
ALTER TABLE app.moderation_log VALIDATE CONSTRAINT moderation_log_subject_check;

-- migrate: step
CREATE TABLE app.moderation_reasons (
    log_id     uuid NOT NULL CONSTRAINT moderation_reasons_pkey PRIMARY KEY
                    CONSTRAINT moderation_reasons_log_id_fkey REFERENCES app.moderation_log (id) ON DELETE CASCADE,
    owner_id   uuid NOT NULL CONSTRAINT moderation_reasons_owner_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    done_by_id uuid CONSTRAINT moderation_reasons_done_by_id_fkey REFERENCES app.users (id) ON DELETE SET NULL,
    reason     text NOT NULL CONSTRAINT moderation_reasons_reason_check CHECK (char_length(reason) BETWEEN 1 AND 2000)
);

COMMENT ON TABLE app.moderation_reasons IS
    'Why staff removed or restored something, and who did. For staff, and without the person for the owner. Natural key: log_id.';
COMMENT ON COLUMN app.moderation_reasons.owner_id IS 'Whose content it was.';
COMMENT ON COLUMN app.moderation_reasons.done_by_id IS 'Null when that account is gone.';

CREATE INDEX moderation_reasons_owner_id_idx ON app.moderation_reasons (owner_id);
CREATE INDEX moderation_reasons_done_by_id_idx ON app.moderation_reasons (done_by_id);
