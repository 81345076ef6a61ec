-- Loses every post, comment and counter. The functions that db/repeatable/posts.sql put on top go last, with their triggers gone.
DROP TABLE app.comments;
DROP TABLE app.post_languages;
DROP TABLE app.tags;
DROP TABLE app.post_tags;
DROP TABLE app.post_stats;
DROP TABLE app.posts;
DROP FUNCTION IF EXISTS
    app.post_is_public(text, timestamptz), app.post_is_shown(text, timestamptz, uuid, uuid, boolean),
    app.comment_is_public(boolean, timestamptz), app.comment_is_shown(boolean, timestamptz, uuid, uuid, boolean, uuid[]),
    app.posts_search_vector(), app.count_tags(text[], text[]),
    app.search_posts(text, text, uuid, timestamptz, timestamptz, jsonb, real, uuid, integer),
    app.search_posts_by_rank(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, real, uuid, integer),
    app.search_posts_by_time(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean, timestamptz, uuid, integer),
    app.count_matching_posts(text, text[], text[], uuid, timestamptz, timestamptz, jsonb, boolean);
