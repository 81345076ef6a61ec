-- Loses who follows and who blocks whom. What the repeatables put on other tables goes first.
-- migrate: allow=PGM408,PGM417 reason="one table a step, on the lock ladder"
DROP POLICY IF EXISTS posts_not_blocked ON app.posts;

-- migrate: step
DROP POLICY IF EXISTS comments_not_blocked ON app.comments;

-- migrate: step
DROP TRIGGER IF EXISTS users_end_follows ON app.users;

-- migrate: step
DROP TABLE app.blocks;
DROP TABLE app.follow_counts;
DROP TABLE app.follows;
DROP FUNCTION IF EXISTS
    app.hidden_authors(), app.blocked_either_way(), app.follows_guard(), app.follows_counted(), app.blocks_end_follows(), app.users_end_follows();
