-- Where files are shown: below posts, in an order, and as the picture of a person. Both remember whose file it is, so that a foreign
-- key can hold people to their own.

-- migrate: allow=PGM801 reason="positions end at ten"
CREATE TABLE app.post_media (
    post_id  uuid     NOT NULL CONSTRAINT post_media_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    position smallint NOT NULL CONSTRAINT post_media_position_check CHECK (position BETWEEN 1 AND 10),
    owner_id uuid     NOT NULL,
    media_id uuid     NOT NULL,
    CONSTRAINT post_media_pkey PRIMARY KEY (post_id, position),
    CONSTRAINT post_media_post_id_media_id_key UNIQUE (post_id, media_id),
    CONSTRAINT post_media_owner_id_media_id_fkey FOREIGN KEY (owner_id, media_id) REFERENCES app.media (owner_id, id) ON DELETE CASCADE
);

COMMENT ON TABLE app.post_media IS 'The files that a post shows, at most as many as there are positions. Natural keys: (post_id, position) and (post_id, media_id).';
COMMENT ON COLUMN app.post_media.position IS '1 is shown first; a file that was deleted leaves a gap.';
COMMENT ON COLUMN app.post_media.owner_id IS 'The author of the post, who owns the file.';

CREATE INDEX post_media_media_id_owner_id_idx ON app.post_media (media_id, owner_id);

-- migrate: step
ALTER TABLE app.user_profiles ADD COLUMN avatar_id uuid;

COMMENT ON COLUMN app.user_profiles.avatar_id IS 'Null until the person chooses one of their own images.';

-- migrate: step
ALTER TABLE app.user_profiles
    ADD CONSTRAINT user_profiles_user_id_avatar_id_fkey
    FOREIGN KEY (user_id, avatar_id) REFERENCES app.media (owner_id, id) ON DELETE SET NULL (avatar_id) NOT VALID;

-- migrate: step
ALTER TABLE app.user_profiles VALIDATE CONSTRAINT user_profiles_user_id_avatar_id_fkey;

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY user_profiles_avatar_id_user_id_idx ON app.user_profiles (avatar_id, user_id);
