-- Comments of tables and columns in standard terms.
COMMENT ON TABLE app.audit IS 'Changes, written by triggers; append-only. New and permanently deleted texts are left out: the row holds the former, and the latter must be gone. Natural key: none.';
COMMENT ON COLUMN app.audit.actor_id IS 'Null when the caller was anonymous, or it was Agora itself.';

-- migrate: step
COMMENT ON TABLE app.blocks IS 'Which user blocked which; neither sees what the other writes. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.comments IS 'Comments on posts, in threads. No natural key: the same text may be posted twice.';
COMMENT ON COLUMN app.comments.deleted_at IS 'Null unless the comment is in the trash.';
COMMENT ON COLUMN app.comments.deleted_by IS 'Null unless the comment is in the trash. What staff removed, the author cannot restore; retention: kept after its time in the trash for its replies, and never restored.';

-- migrate: step
COMMENT ON TABLE app.erasures IS 'Erased accounts, by ids that identify no person; kept as proof. Natural key: user_id.';

-- migrate: step
COMMENT ON TABLE app.features IS 'Features that can be switched while Agora runs. Natural key: name.';

-- migrate: step
COMMENT ON TABLE app.flags IS 'Flags of users on content; one a user and case. Natural key: (case_id, reporter_id).';
COMMENT ON COLUMN app.flags.note IS 'Null when the reporter gave none.';

-- migrate: step
COMMENT ON TABLE app.follows IS 'Which user follows which. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.idempotency_keys IS 'The first response to a request that carried an Idempotency-Key. Natural key: its primary key.';
COMMENT ON COLUMN app.idempotency_keys.headers IS 'Headers of the response that are replayed.';

-- migrate: step
COMMENT ON COLUMN app.mail_outbox.user_id IS 'The account of the address when the mail was requested; null for none.';

-- migrate: step
COMMENT ON TABLE app.media IS 'Uploaded files. Natural key: none, the same content may be uploaded twice.';
COMMENT ON COLUMN app.media.mime_type IS 'Detected from the bytes; the claimed type is ignored.';
COMMENT ON COLUMN app.media.details IS 'Further facts from the bytes, such as the frames of an animation. Never Exif.';

-- migrate: step
COMMENT ON TABLE app.media_objects IS 'Contents that are in the store, or are being stored. The row exists before the bytes, and is deleted after them. Natural key: checksum.';

-- migrate: step
COMMENT ON TABLE app.moderation_cases IS 'Flagged content and the decisions about it; about a post or about a comment. Natural keys: post_id and comment_id.';

-- migrate: step
COMMENT ON TABLE app.moderation_log IS 'Public log of moderation: no person, no text, no reason. Append-only, written by triggers. No natural key: an action may happen twice.';
COMMENT ON COLUMN app.moderation_log.subject_id IS 'Null for a tag. No foreign key: the entry outlives its subject.';
COMMENT ON COLUMN app.moderation_log.done_by IS 'The role, never the person.';

-- migrate: step
COMMENT ON COLUMN app.moderation_settings.hide_after_flags IS 'Flags since the last decision that hide content before a moderator decides; 0 for never.';

-- migrate: step
COMMENT ON TABLE app.post_languages IS 'Languages that any post was ever written in; a search tries each. Derived. Natural key: language.';

-- migrate: step
COMMENT ON TABLE app.post_visits IS 'When a view of an anonymous reader was last counted; deleted after a day. Natural key: its primary key.';

-- migrate: step
COMMENT ON COLUMN app.posts.deleted_by IS 'Who put it into the trash: what staff removed, the author cannot restore; retention: kept after its time in the trash for its comments, and never restored.';
COMMENT ON COLUMN app.posts.edited_at IS 'The last change of title or body, kept by a trigger; null for none since the column exists.';

-- migrate: step
COMMENT ON TABLE app.retired_usernames IS 'SHA-256 of username_key of erased accounts, to prevent impersonation. Not linked to the account. Natural key: username_hash.';

-- migrate: step
COMMENT ON TABLE app.rollups IS 'Which aggregates have been filled from the rows that existed before their triggers. Natural key: name.';

-- migrate: step
COMMENT ON TABLE app.security_events IS 'Security log of an account; append-only. Natural key: none, id is a UUID of version 7.';

-- migrate: step
COMMENT ON TABLE app.span_posts IS 'The counts of app.day_posts, summed over 8 and 64 days. Derived. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.span_tags IS 'The counts of app.day_tags, summed over 8 and 64 days. Derived. Natural key: its primary key.';

-- migrate: step
COMMENT ON TABLE app.strikes IS 'One for each rejected post or comment of an author. Derived from the cases. Natural key: case_id.';
COMMENT ON COLUMN app.strikes.revoked_at IS 'Null while it is in force; set when an appeal succeeds.';

-- migrate: step
COMMENT ON TABLE app.tag_aliases IS 'Former names of tags and the tag that each leads to; never another alias. Natural key: alias.';

-- migrate: step
COMMENT ON TABLE app.tags IS 'How many rows of post_tags each tag has. Derived. An unused tag stays with 0. Natural key: tag.';

-- migrate: step
COMMENT ON TABLE app.user_preferences IS 'The preferences of a user; no row before the first one. Natural key: user_id.';

-- migrate: step
COMMENT ON TABLE app.user_profiles IS 'The public profile of a user; one row an account, made with it. Natural key: user_id.';

-- migrate: step
COMMENT ON COLUMN app.user_sessions.expires_at IS 'The absolute end; a refresh does not extend it.';
COMMENT ON COLUMN app.user_sessions.revoked_at IS 'Null while the session is active.';
COMMENT ON COLUMN app.user_sessions.revoked_reason IS 'Null while the session is active.';
