-- Loses which cases were edited since their last decision.
-- migrate: allow=PGM408 reason="what it looks at goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS moderation_cases_touch ON app.moderation_cases;
ALTER TABLE app.moderation_cases
    DROP COLUMN edited_at,
    DROP COLUMN updated_at,
    DROP COLUMN version;
