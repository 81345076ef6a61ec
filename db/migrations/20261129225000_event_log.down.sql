-- Loses the events that were not read yet. Until the next up, posts, comments, follows, files, accounts and cases are neither audited nor
-- counted, since the same functions write the events, and no partitions are made. Stop writers first; after the next up run
-- agora db check-aggregates --repair.
-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS posts_inserted ON app.posts;
DROP TRIGGER IF EXISTS posts_updated ON app.posts;
DROP TRIGGER IF EXISTS posts_deleted ON app.posts;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS comments_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_deleted ON app.comments;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS follows_counted_inserted ON app.follows;
DROP TRIGGER IF EXISTS follows_counted_deleted ON app.follows;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS media_audited_inserted ON app.media;
DROP TRIGGER IF EXISTS media_audited_updated ON app.media;
DROP TRIGGER IF EXISTS media_audited_deleted ON app.media;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS post_media_logged_inserted ON app.post_media;
DROP TRIGGER IF EXISTS post_media_logged_deleted ON app.post_media;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS moderation_cases_logged_opened ON app.moderation_cases;
DROP TRIGGER IF EXISTS moderation_cases_logged_changed ON app.moderation_cases;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS users_audited_inserted ON app.users;
DROP TRIGGER IF EXISTS users_audited_updated ON app.users;
DROP TRIGGER IF EXISTS users_audited_deleted ON app.users;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS user_profiles_audited_inserted ON app.user_profiles;
DROP TRIGGER IF EXISTS user_profiles_audited_updated ON app.user_profiles;
DROP TRIGGER IF EXISTS user_profiles_audited_deleted ON app.user_profiles;

-- migrate: step
DROP FUNCTION IF EXISTS
    app.posts_inserted(), app.posts_updated(), app.posts_deleted(), app.comments_inserted(), app.comments_updated(), app.comments_deleted(),
    app.follows_counted(), app.media_audited(), app.post_media_logged(), app.log_shown_files(uuid[]), app.moderation_cases_logged(),
    app.users_audited(), app.user_profiles_audited(),
    app.latest_event_position(), app.list_events(text, bigint, bigint, text[], integer), app.read_events(text, bigint, bigint, integer),
    app.find_event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]), app.purge_events(interval, integer),
    app.event_readers(bigint[], text[], uuid[], uuid[], uuid[], uuid[], uuid[], text[]),
    app.event_is_shown(text, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean),
    app.event_names_owner(text),
    app.events_after(bigint, bigint, integer), app.require_event_position(text, bigint, bigint), app.close_event_batch(),
    app.last_restored_event(), app.event_log_name(), app.event_transactions(pg_snapshot, pg_snapshot),
    app.make_partitions(text, text, integer), app.drop_partitions(text, timestamptz);
DROP TABLE app.event_batches;
DROP TABLE app.event_log;
