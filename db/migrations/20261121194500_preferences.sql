-- What people set for themselves: one JSON document a person. It is beside the profile and not in it, because a profile is public.
-- Which settings exist is written in the program, which refuses the rest; the database holds what must be true of any document, so that
-- nothing that reads one has to fear its size or its depth.

CREATE TABLE app.user_preferences (
    user_id    uuid        NOT NULL CONSTRAINT user_preferences_pkey PRIMARY KEY
                           CONSTRAINT user_preferences_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    document   jsonb       NOT NULL DEFAULT '{}' CONSTRAINT user_preferences_document_check CHECK (jsonb_typeof(document) = 'object'),
    version    integer     NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_preferences_document_size_check CHECK (octet_length(document::text) <= 16384),
    CONSTRAINT user_preferences_document_depth_check CHECK (NOT jsonb_path_exists(document, 'strict $.**{9 to last}'))
);

COMMENT ON TABLE app.user_preferences IS 'What a person has set; no row before the first setting. Natural key: user_id.';

-- Finds people by any setting and its value.
CREATE INDEX user_preferences_document_idx ON app.user_preferences USING gin (document jsonb_path_ops);
-- Those who want mail about what happens here: the question that is asked for many of them, page after page.
CREATE INDEX user_preferences_user_id_email_idx ON app.user_preferences (user_id) WHERE document @> '{"notifications": {"email": true}}';
