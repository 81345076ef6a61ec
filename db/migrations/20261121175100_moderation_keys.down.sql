-- The words that stood before.
COMMENT ON TABLE app.moderation_settings IS 'How moderation works here; one row. Natural key: there is only one.';
COMMENT ON TABLE app.moderation_cases IS 'What was flagged and what became of it. Natural key: post_id or comment_id, whichever it has.';
COMMENT ON TABLE app.flags IS 'Who found what wrong. Natural key: case_id and reporter_id, for a person flags a thing once.';
