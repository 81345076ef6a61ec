-- Says the natural keys of moderation in the words that the catalogue is checked by.
COMMENT ON TABLE app.moderation_settings IS 'How moderation works here; one row. Natural key: id.';
COMMENT ON TABLE app.moderation_cases IS 'What was flagged and what became of it; about a post or about a comment. Natural keys: post_id and comment_id.';
COMMENT ON TABLE app.flags IS 'Who found what wrong; a person flags a thing once. Natural key: (case_id, reporter_id).';
