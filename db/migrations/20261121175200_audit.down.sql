-- Loses the history of every post, comment and profile. Until the next up, nothing is derived from posts and comments any more.
-- Stop writers first; after the next up run agora db check-aggregates --repair.
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
DROP TRIGGER IF EXISTS user_profiles_audited_inserted ON app.user_profiles;
DROP TRIGGER IF EXISTS user_profiles_audited_updated ON app.user_profiles;
DROP TRIGGER IF EXISTS user_profiles_audited_deleted ON app.user_profiles;

-- migrate: step
DROP FUNCTION IF EXISTS
    app.posts_inserted(), app.posts_updated(), app.posts_deleted(), app.comments_inserted(), app.comments_updated(), app.comments_deleted(),
    app.user_profiles_audited(), app.changes(jsonb, jsonb), app.ensure_audit_partitions(integer);
DROP TABLE app.audit;
