-- Files that people upload. The bytes lie outside of the database, in a store that knows them by their checksum; app.media_objects
-- says which contents are there or about to be, app.media who has a file of which content. The same bytes uploaded by two people
-- are one content and two files.

CREATE TABLE app.media_objects (
    checksum     bytea       NOT NULL CONSTRAINT media_objects_pkey PRIMARY KEY
                             CONSTRAINT media_objects_checksum_check CHECK (octet_length(checksum) = 32),
    size_bytes   bigint      NOT NULL CONSTRAINT media_objects_size_bytes_check CHECK (size_bytes > 0),
    unused_since timestamptz DEFAULT statement_timestamp(),
    created_at   timestamptz NOT NULL DEFAULT statement_timestamp()
);

COMMENT ON TABLE app.media_objects IS
    'Contents that are in the store, or are being put there. A row is there before the bytes and goes after them. Natural key: checksum.';
COMMENT ON COLUMN app.media_objects.checksum IS 'SHA-256.';
COMMENT ON COLUMN app.media_objects.unused_since IS 'When it was last announced or lost its last file; null while a file uses it.';

CREATE INDEX media_objects_unused_since_idx ON app.media_objects (unused_since) WHERE unused_since IS NOT NULL;

CREATE TABLE app.media (
    id               uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT media_pkey PRIMARY KEY,
    owner_id         uuid        NOT NULL CONSTRAINT media_owner_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    checksum         bytea       NOT NULL CONSTRAINT media_checksum_fkey REFERENCES app.media_objects (checksum) ON DELETE RESTRICT,
    size_bytes       bigint      NOT NULL CONSTRAINT media_size_bytes_check CHECK (size_bytes > 0),
    kind             text        NOT NULL CONSTRAINT media_kind_check CHECK (kind IN ('image', 'video', 'audio', 'document')),
    mime_type        text        NOT NULL CONSTRAINT media_mime_type_check CHECK (mime_type IN (
                                     'image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4', 'video/quicktime', 'video/webm',
                                     'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/flac', 'application/pdf')),
    width            integer,
    height           integer,
    details          jsonb       NOT NULL DEFAULT '{}' CONSTRAINT media_details_check
                                 CHECK (jsonb_typeof(details) = 'object' AND pg_column_size(details) <= 8192),
    alternative_text text        CONSTRAINT media_alternative_text_check CHECK (char_length(alternative_text) BETWEEN 1 AND 1500),
    file_name        text        CONSTRAINT media_file_name_check CHECK (char_length(file_name) BETWEEN 1 AND 200),
    version          integer     NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT media_owner_id_id_key UNIQUE (owner_id, id),
    CONSTRAINT media_width_height_check CHECK (
        CASE WHEN kind = 'image' THEN width BETWEEN 1 AND 32767 AND height BETWEEN 1 AND 32767 AND width IS NOT NULL AND height IS NOT NULL
             ELSE width IS NULL AND height IS NULL END)
);

COMMENT ON TABLE app.media IS 'A file of a person. Natural key: none, for somebody may upload the same twice.';
COMMENT ON COLUMN app.media.size_bytes IS 'That of the content, which never changes.';
COMMENT ON COLUMN app.media.mime_type IS 'As the bytes say, whatever was claimed.';
COMMENT ON COLUMN app.media.width IS 'Pixels as shown; null unless it is an image.';
COMMENT ON COLUMN app.media.height IS 'Pixels as shown; null unless it is an image.';
COMMENT ON COLUMN app.media.details IS 'What else the bytes say, such as the frames of an animation. Never Exif.';
COMMENT ON COLUMN app.media.alternative_text IS 'Null until its owner describes it.';
COMMENT ON COLUMN app.media.file_name IS 'Null when its owner gave it none.';

CREATE INDEX media_owner_id_created_at_id_idx ON app.media (owner_id, created_at DESC, id DESC);
CREATE INDEX media_checksum_idx ON app.media (checksum);
