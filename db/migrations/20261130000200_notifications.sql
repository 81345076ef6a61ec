-- What happened that concerns a person, and the posts about which a person wants to hear nothing.

CREATE TABLE app.notifications (
    id         uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT notifications_pkey PRIMARY KEY,
    user_id    uuid        NOT NULL CONSTRAINT notifications_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    kind       text        NOT NULL
                           CONSTRAINT notifications_kind_check CHECK (kind IN ('comment', 'reply', 'mention', 'follow', 'like', 'decision')),
    actor_id   uuid        CONSTRAINT notifications_actor_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    post_id    uuid,
    comment_id uuid,
    case_id    uuid,
    likes      integer     NOT NULL DEFAULT 0 CONSTRAINT notifications_likes_check CHECK (likes >= 0),
    created_at timestamptz NOT NULL,
    xid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    read_at    timestamptz,
    CONSTRAINT notifications_actor_id_check CHECK ((actor_id IS NULL) = (kind IN ('like', 'decision')))
) WITH (fillfactor = 80);

COMMENT ON TABLE app.notifications IS 'What happened that concerns a person: ids and no text. Made by the triggers of what happened. Natural keys: those of its unique indexes; a decision has none.';
COMMENT ON COLUMN app.notifications.actor_id IS 'Who did it; null for likes, which may be of many, and for decisions of moderators.';
COMMENT ON COLUMN app.notifications.post_id IS 'No foreign key: what is deleted for good is not shown, and its notifications are purged in their time.';
COMMENT ON COLUMN app.notifications.comment_id IS 'What was written, or is liked or decided about; null when that is the post.';
COMMENT ON COLUMN app.notifications.case_id IS 'The case that was decided; null for everything else.';
COMMENT ON COLUMN app.notifications.likes IS 'Likes since the former notification about the same was read; 0 for everything else.';
COMMENT ON COLUMN app.notifications.xid IS 'The transaction that made it, by which a digest knows what it has seen.';
COMMENT ON COLUMN app.notifications.read_at IS 'Null while unread.';

CREATE INDEX notifications_user_id_created_at_id_idx ON app.notifications (user_id, created_at DESC, id DESC);
CREATE INDEX notifications_unread_idx ON app.notifications (user_id, created_at DESC, id DESC) WHERE read_at IS NULL;
CREATE INDEX notifications_actor_id_idx ON app.notifications (actor_id);
CREATE INDEX notifications_created_at_idx ON app.notifications (created_at);
-- An edit and a second follow notify no second time; likes do once the former ones were read.
CREATE UNIQUE INDEX notifications_written_key ON app.notifications (user_id, (coalesce(comment_id, post_id)))
    WHERE kind IN ('comment', 'reply', 'mention');
CREATE UNIQUE INDEX notifications_follow_key ON app.notifications (user_id, actor_id) WHERE kind = 'follow';
CREATE UNIQUE INDEX notifications_like_key ON app.notifications (user_id, (coalesce(comment_id, post_id)))
    WHERE kind = 'like' AND read_at IS NULL;

-- migrate: step
CREATE TABLE app.muted_posts (
    user_id    uuid        NOT NULL CONSTRAINT muted_posts_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    post_id    uuid        NOT NULL CONSTRAINT muted_posts_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT muted_posts_pkey PRIMARY KEY (user_id, post_id)
);

COMMENT ON TABLE app.muted_posts IS 'Posts about which, and about the comments below them, a person is not notified. Natural key: its primary key.';

CREATE INDEX muted_posts_post_id_idx ON app.muted_posts (post_id);

-- migrate: step
CREATE TABLE app.withdrawn_likes (
    user_id      uuid        NOT NULL CONSTRAINT withdrawn_likes_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    content_id   uuid        NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    CONSTRAINT withdrawn_likes_pkey PRIMARY KEY (user_id, content_id)
);

COMMENT ON TABLE app.withdrawn_likes IS 'Likes that were taken back when their author had read of them: for a day the next one by the same person notifies of nothing. Natural key: its primary key.';
COMMENT ON COLUMN app.withdrawn_likes.content_id IS 'A post or a comment. No foreign key: what is deleted for good takes no like, and the row is purged in its time.';

CREATE INDEX withdrawn_likes_withdrawn_at_idx ON app.withdrawn_likes (withdrawn_at);

-- migrate: step
-- What the triggers of comments and follows call, before their repeatable files are applied, so that no write fails in between.

-- The names that a text mentions, as keys: "@" at the beginning or behind what is no part of a word or an address, then a username without
-- the punctuation behind it. The first ten different ones. Mentions in code are mentions too.
CREATE OR REPLACE FUNCTION app.mentions(body text) RETURNS text[]
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN CASE WHEN strpos(body, '@') = 0 THEN '{}'::text[] ELSE ARRAY(
        SELECT m.name
        FROM (SELECT lower(rtrim(f.parts[1], '._-')) AS name, min(f.place) AS place
              FROM regexp_matches(body, '(?:^|[^A-Za-z0-9_@./-])@([A-Za-z0-9][A-Za-z0-9._-]{2,49})(?![A-Za-z0-9])', 'g')
                  WITH ORDINALITY AS f (parts, place)
              GROUP BY 1) AS m
        ORDER BY m.place
        LIMIT 10) END;

-- Those that the former text did not mention; all of them when there was none.
CREATE OR REPLACE FUNCTION app.mentions_added(body text, former text) RETURNS text[]
    LANGUAGE sql
    IMMUTABLE
    PARALLEL SAFE
    RETURN CASE WHEN former IS NULL THEN app.mentions(body)
        ELSE ARRAY(SELECT n.name FROM unnest(app.mentions(body)) AS n (name) WHERE n.name <> ALL (app.mentions(former))) END;

-- Whether there is a block between two people.
CREATE OR REPLACE FUNCTION app.are_apart(one uuid, other uuid) RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM app.blocks AS b
        WHERE (b.blocker_id = one AND b.blocked_id = other) OR (b.blocker_id = other AND b.blocked_id = one));

-- Whether a person hears of an act of another: not of own acts, across a block, about a muted post, against a preference, or when closed.
CREATE OR REPLACE FUNCTION app.wants_notification(recipient uuid, actor uuid, post uuid, kind text) RETURNS boolean
    LANGUAGE sql
    STABLE
    PARALLEL SAFE
    RETURN recipient <> actor
        AND EXISTS (SELECT FROM app.users AS u WHERE u.id = recipient AND u.deleted_at IS NULL)
        AND NOT app.are_apart(recipient, actor)
        AND NOT EXISTS (SELECT FROM app.muted_posts AS m WHERE m.user_id = recipient AND m.post_id = post)
        AND NOT EXISTS (
            SELECT FROM app.user_preferences AS p
            WHERE p.user_id = recipient
              AND CASE kind
                  WHEN 'reply' THEN p.document #> '{notifications,replies}'
                  WHEN 'follow' THEN p.document #> '{notifications,follows}'
              END = 'false');

-- New comments: for the author of what is replied to, then for the author of the post when it is no reply, then for those mentioned; a
-- person is notified once. With a former text, which an edit replaced, only for those that are mentioned now and were not.
CREATE OR REPLACE FUNCTION app.notify_of_comments(ids uuid[], former text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.notifications (user_id, kind, actor_id, post_id, comment_id, created_at)
    SELECT DISTINCT ON (c.id, r.user_id) r.user_id, r.kind, c.author_id, c.post_id, c.id,
           greatest(c.created_at, c.edited_at, statement_timestamp())
    FROM unnest(ids, former) AS k (id, former)
    JOIN app.comments AS c ON c.id = k.id
    JOIN app.posts AS p ON p.id = c.post_id
    CROSS JOIN LATERAL (
        SELECT q.author_id AS user_id, 'reply' AS kind, 1 AS place
        FROM app.comments AS q
        WHERE q.id = c.parent_id AND k.former IS NULL
        UNION ALL
        SELECT p.author_id, 'comment', 2
        WHERE c.parent_id IS NULL AND k.former IS NULL
        UNION ALL
        SELECT u.id, 'mention', 3
        FROM unnest(app.mentions_added(c.body, k.former)) AS m (name)
        JOIN app.users AS u ON u.username_key = m.name AND u.deleted_at IS NULL) AS r
    WHERE app.wants_notification(r.user_id, c.author_id, c.post_id, r.kind)
    ORDER BY c.id, r.user_id, r.place
    ON CONFLICT DO NOTHING;
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.mentions(text), app.mentions_added(text, text), app.are_apart(uuid, uuid), app.wants_notification(uuid, uuid, uuid, text),
    app.notify_of_comments(uuid[], text[])
    FROM PUBLIC;
