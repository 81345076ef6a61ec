-- Loses the history of every post, comment and profile.
-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS posts_audited_inserted ON app.posts;
DROP TRIGGER IF EXISTS posts_audited_updated ON app.posts;
DROP TRIGGER IF EXISTS posts_audited_deleted ON app.posts;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS comments_audited_inserted ON app.comments;
DROP TRIGGER IF EXISTS comments_audited_updated ON app.comments;
DROP TRIGGER IF EXISTS comments_audited_deleted ON app.comments;

-- migrate: step
-- migrate: allow=PGM408 reason="what they write goes as well" expires=2027-06-30
DROP TRIGGER IF EXISTS user_profiles_audited_inserted ON app.user_profiles;
DROP TRIGGER IF EXISTS user_profiles_audited_updated ON app.user_profiles;
DROP TRIGGER IF EXISTS user_profiles_audited_deleted ON app.user_profiles;

-- migrate: step
DROP FUNCTION IF EXISTS app.posts_audited(), app.comments_audited(), app.user_profiles_audited(), app.ensure_audit_partitions(integer);
DROP TABLE app.audit;
