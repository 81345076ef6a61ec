-- Loses which cases were edited since their last decision.
ALTER TABLE app.moderation_cases
    DROP COLUMN edited_at,
    DROP COLUMN updated_at,
    DROP COLUMN version;
