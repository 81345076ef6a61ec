-- Accounts and their public profiles.
-- E-mail and username are unique without regard to case, decided by the index, so that two requests that race cannot both
-- win. Both indexes skip deleted rows: a name that was given up can be taken again. The keys are stored lower-cased
-- because equality on text is leakproof and lower() is not: under row-level security only the former can use an index.

CREATE TABLE app.users (
    id                uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_pkey PRIMARY KEY,
    email             text        CONSTRAINT users_email_check CHECK (char_length(email) BETWEEN 3 AND 255),
    email_key         text        GENERATED ALWAYS AS (lower(normalize(email, NFKC))) STORED,
    email_verified_at timestamptz,
    username          text        NOT NULL CONSTRAINT users_username_check CHECK (username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,49}$'),
    username_key      text        NOT NULL GENERATED ALWAYS AS (lower(username)) STORED,
    full_name         text        CONSTRAINT users_full_name_check CHECK (char_length(full_name) BETWEEN 1 AND 255),
    role              text        NOT NULL DEFAULT 'user' CONSTRAINT users_role_check CHECK (role IN ('user', 'moderator', 'admin')),
    is_active         boolean     NOT NULL DEFAULT true,
    password_hash     text,
    security_version  integer     NOT NULL DEFAULT 1,
    last_login_at     timestamptz,
    search_vector     tsvector    NOT NULL DEFAULT '',
    version           integer     NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    deleted_at        timestamptz
);

COMMENT ON TABLE app.users IS 'One account a person. Natural keys: email_key and username_key among rows that are not deleted.';
COMMENT ON COLUMN app.users.email IS 'Null for an imported author who has not been invited yet.';
COMMENT ON COLUMN app.users.email_verified_at IS 'Null until the person has answered a mail to this address.';
COMMENT ON COLUMN app.users.full_name IS 'Null when the person shows only the username.';
COMMENT ON COLUMN app.users.last_login_at IS 'Null before the first sign-in.';
COMMENT ON COLUMN app.users.deleted_at IS 'Null while the account is open.';
COMMENT ON COLUMN app.users.password_hash IS 'Algorithm, cost, salt and hash in one PHC-like text. Null until the person sets a password.';
COMMENT ON COLUMN app.users.security_version IS 'Raised to end every access token of the account at once.';

CREATE UNIQUE INDEX users_email_key ON app.users (email_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_username_key ON app.users (username_key) WHERE deleted_at IS NULL;
-- Directory of members, newest first; the id makes the order total for keyset pages.
CREATE INDEX users_created_at_id_idx ON app.users (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX users_role_created_at_idx ON app.users (role, created_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX users_search_vector_idx ON app.users USING gin (search_vector);
-- Substring search on names.
CREATE INDEX users_names_trgm_idx ON app.users USING gin (username_key gin_trgm_ops, lower(full_name) gin_trgm_ops) WHERE deleted_at IS NULL;

CREATE TABLE app.user_profiles (
    user_id      uuid        NOT NULL CONSTRAINT user_profiles_pkey PRIMARY KEY
                             CONSTRAINT user_profiles_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    bio          text        CONSTRAINT user_profiles_bio_check CHECK (char_length(bio) <= 1000),
    avatar_url   text        CONSTRAINT user_profiles_avatar_url_check CHECK (char_length(avatar_url) <= 500),
    social_links jsonb       NOT NULL DEFAULT '{}' CONSTRAINT user_profiles_social_links_check
                             CHECK (jsonb_typeof(social_links) = 'object' AND pg_column_size(social_links) <= 65536),
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.user_profiles IS 'What a person shows of themselves; one row an account, made with it. Natural key: user_id.';
COMMENT ON COLUMN app.user_profiles.bio IS 'Null until the person writes one.';
COMMENT ON COLUMN app.user_profiles.avatar_url IS 'Null until the person sets one.';
