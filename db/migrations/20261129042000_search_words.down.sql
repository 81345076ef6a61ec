-- Search is back to the words that the parser of PostgreSQL finds. The functions of the triggers are made by the repeatables.
-- migrate: step
-- migrate: allow=PGM408 reason="on the lock ladder, only on the way back"
DROP TRIGGER IF EXISTS posts_search_vector ON app.posts;

-- migrate: step
-- migrate: allow=PGM408 reason="on the lock ladder, only on the way back"
DROP TRIGGER IF EXISTS users_search_vector ON app.users;

-- migrate: step
DROP FUNCTION IF EXISTS app.posts_search_vector();
DROP FUNCTION IF EXISTS app.users_search_vector();

-- migrate: step backfill table=app.posts key=id batch=200 triggers=on
UPDATE app.posts AS p
SET search_vector = setweight(to_tsvector(p.language::regconfig, p.title), 'A')
        || setweight(to_tsvector(p.language::regconfig, p.body), 'B')
        || setweight(to_tsvector(p.language::regconfig, array_to_string(p.tags, ' ')), 'C')
WHERE p.id > :lo
  AND p.id <= :hi;

-- migrate: step backfill table=app.users key=id triggers=on
UPDATE app.users AS u
SET search_vector = setweight(to_tsvector('simple', u.username), 'A') || setweight(to_tsvector('simple', coalesce(u.full_name, '')), 'B')
WHERE u.id > :lo
  AND u.id <= :hi;

-- migrate: step
DROP FUNCTION
    app.user_words(text, text),
    app.post_words(text, text, text, text[]),
    app.search_marks(regconfig, text, text),
    app.search_query(regconfig, text),
    app.search_term(regconfig, text, boolean),
    app.merged_words(tsvector, tsvector),
    app.search_words(regconfig, text),
    app.plain_letters(text),
    app.without_accents(text),
    app.search_text(text),
    app.search_source(text),
    app.cjk();
