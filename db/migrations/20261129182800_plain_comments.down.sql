-- The former comments.
COMMENT ON TABLE app.audit IS 'Changes, by triggers; append-only. Deliberately without the text of what is new or deleted for good: the row itself has the one, and the other is to be gone. Natural key: none.';
COMMENT ON COLUMN app.audit.actor_id IS 'Null when nobody was signed in, or it was Agora itself.';

-- migrate: step
COMMENT ON TABLE app.blocks IS 'Who blocked whom; both stop seeing what the other writes. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.comments IS 'What people say about a post, in threads. No natural key: one may say a thing twice.';
COMMENT ON COLUMN app.comments.deleted_at IS 'Null while the comment stands.';
COMMENT ON COLUMN app.comments.deleted_by IS 'Null while the comment stands. What staff removed, the author cannot restore. What is left after its time in the trash says retention, and nobody can.';

-- migrate: step
COMMENT ON TABLE app.erasures IS 'Who was erased: an id that leads to nobody, kept as proof. Natural key: user_id.';

-- migrate: step
COMMENT ON TABLE app.features IS 'What can be switched on and off while Agora runs. Natural key: name.';

-- migrate: step
COMMENT ON TABLE app.flags IS 'Who found what wrong; a person flags a thing once. Natural key: (case_id, reporter_id).';
COMMENT ON COLUMN app.flags.note IS 'Null when the category says it all.';

-- migrate: step
COMMENT ON TABLE app.follows IS 'Who follows whom. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.idempotency_keys IS 'The first answer to a request that carried an Idempotency-Key. Natural key: its primary key.';
COMMENT ON COLUMN app.idempotency_keys.headers IS 'Headers of the answer that are given again.';

-- migrate: step
COMMENT ON COLUMN app.mail_outbox.user_id IS 'Whose address it was when the mail was asked for; null when nobody''s.';

-- migrate: step
COMMENT ON TABLE app.media IS 'A file of a person. Natural key: none, for somebody may upload the same twice.';
COMMENT ON COLUMN app.media.mime_type IS 'As the bytes say, whatever was claimed.';
COMMENT ON COLUMN app.media.details IS 'What else the bytes say, such as the frames of an animation. Never Exif.';

-- migrate: step
COMMENT ON TABLE app.media_objects IS 'Contents that are in the store, or are being put there. A row is there before the bytes and goes after them. Natural key: checksum.';

-- migrate: step
COMMENT ON TABLE app.moderation_cases IS 'What was flagged and what became of it; about a post or about a comment. Natural keys: post_id and comment_id.';

-- migrate: step
COMMENT ON TABLE app.moderation_log IS 'What moderation did, for everyone to read: no person, no text, no reason. Append-only, by triggers. No natural key: a thing may happen twice.';
COMMENT ON COLUMN app.moderation_log.subject_id IS 'Null for a tag. No foreign key: the entry outlives what it is about.';
COMMENT ON COLUMN app.moderation_log.done_by IS 'In which role, never who.';

-- migrate: step
COMMENT ON COLUMN app.moderation_settings.hide_after_flags IS 'Flags since the last decision that hide something before a moderator looks; 0 for never.';

-- migrate: step
COMMENT ON TABLE app.post_languages IS 'Languages that any post was ever written in, which is what a search has to try. Derived. Natural key: language.';

-- migrate: step
COMMENT ON TABLE app.post_visits IS 'When a view of a visitor without an account was last counted; forgotten after a day. Natural key: its primary key.';

-- migrate: step
COMMENT ON COLUMN app.posts.deleted_by IS 'Who put it into the trash: what staff removed, the author cannot restore. What is left after its time in the trash says retention, and nobody can.';
COMMENT ON COLUMN app.posts.edited_at IS 'The last change of title or body, kept by a trigger; null for none since this column is there.';

-- migrate: step
COMMENT ON TABLE app.retired_usernames IS 'SHA-256 of username_key of erased people, so that nobody can pass for them. It leads to no account. Natural key: username_hash.';

-- migrate: step
COMMENT ON TABLE app.rollups IS 'Which sums have been filled from what was there before their triggers. Natural key: name.';

-- migrate: step
COMMENT ON TABLE app.security_events IS 'What happened to the access of an account; rows are only added. Natural key: none, id is a UUID of version 7.';

-- migrate: step
COMMENT ON TABLE app.span_posts IS 'What app.day_posts says, summed over 8 and 64 days. Derived. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.span_tags IS 'What app.day_tags says, summed over 8 and 64 days. Derived. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.strikes IS 'One for each thing of an author that a moderator rejected. Derived from the cases. Natural key: case_id.';
COMMENT ON COLUMN app.strikes.revoked_at IS 'Null while it stands; set when an appeal succeeds.';

-- migrate: step
COMMENT ON TABLE app.tag_aliases IS 'What an old name of a tag means now; never the name of another alias. Natural key: alias.';

-- migrate: step
COMMENT ON TABLE app.tags IS 'How many rows of post_tags each tag has. Derived. A tag that fell out of use stays with 0. Natural key: tag.';

-- migrate: step
COMMENT ON TABLE app.user_preferences IS 'What a person has set; no row before the first setting. Natural key: user_id.';

-- migrate: step
COMMENT ON TABLE app.user_profiles IS 'What a person shows of themselves; one row an account, made with it. Natural key: user_id.';

-- migrate: step
COMMENT ON COLUMN app.user_sessions.expires_at IS 'The absolute end, whatever is refreshed until then.';
COMMENT ON COLUMN app.user_sessions.revoked_at IS 'Null while the session lives.';
COMMENT ON COLUMN app.user_sessions.revoked_reason IS 'Null while the session lives.';
