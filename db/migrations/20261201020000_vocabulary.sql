-- Words that a misspelled search may have meant: those of published posts, found by their trigrams. A job reads the
-- posts, so that writers of posts do not wait for the counters of frequent words; a suggestion is made only when it finds a post.

CREATE TABLE app.vocabulary (
    word    text    NOT NULL CONSTRAINT vocabulary_pkey PRIMARY KEY
                    CONSTRAINT vocabulary_word_check CHECK (char_length(word) BETWEEN 3 AND 40),
    plain   text    NOT NULL,
    posts   integer NOT NULL,
    pass    integer NOT NULL
) WITH (fillfactor = 80);

COMMENT ON TABLE app.vocabulary IS 'Words of published posts. Natural key: word.';
COMMENT ON COLUMN app.vocabulary.word IS 'In lower case.';
COMMENT ON COLUMN app.vocabulary.plain IS 'The word without accents.';
COMMENT ON COLUMN app.vocabulary.posts IS 'How many posts of that pass have it, up to 100.';
COMMENT ON COLUMN app.vocabulary.pass IS 'The latest pass over the posts that found it.';

CREATE INDEX vocabulary_plain_idx ON app.vocabulary USING gin (plain public.gin_trgm_ops);

CREATE TABLE app.vocabulary_passes (
    is_only      boolean     NOT NULL DEFAULT true CONSTRAINT vocabulary_passes_pkey PRIMARY KEY
                             CONSTRAINT vocabulary_passes_is_only_check CHECK (is_only),
    pass         integer     NOT NULL DEFAULT 1,
    read_through uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    began_at     timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.vocabulary_passes IS 'How far the posts were read for the vocabulary. One row. Natural key: is_only.';
COMMENT ON COLUMN app.vocabulary_passes.is_only IS 'True: there is one row.';
COMMENT ON COLUMN app.vocabulary_passes.pass IS 'Counts the passes.';
COMMENT ON COLUMN app.vocabulary_passes.read_through IS 'Posts up to this id were read.';
COMMENT ON COLUMN app.vocabulary_passes.began_at IS 'A pass of a week or more ends when it reached the last post; then the next begins.';

INSERT INTO app.vocabulary_passes DEFAULT VALUES;
