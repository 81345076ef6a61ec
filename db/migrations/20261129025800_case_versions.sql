-- A decision names the version of the case that the moderator read, and an edit of the content makes a new version. So of two decisions
-- at once one is stored, and nobody approves a text that was put in place of the one that was read.

ALTER TABLE app.moderation_cases
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN edited_at timestamptz;
COMMENT ON COLUMN app.moderation_cases.version IS 'Changes with everything that a decision is based on, the content included; not with the number of flags.';
COMMENT ON COLUMN app.moderation_cases.edited_at IS 'When the content was last edited since the last decision; null when it was not.';
