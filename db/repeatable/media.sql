-- Files: which contents are in use, who has room for more, and the audit.
-- Lock order: the turn of the owner, then app.media_objects by checksum.

-- Keeps app.media_objects.unused_since true. The contents are locked before their uses are read: of two who delete the last
-- two files of a content at once, the second sees that the first is gone. Runs as the owner, because no other role may write derived data.
CREATE OR REPLACE FUNCTION app.media_uses_contents() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    contents bytea[];
BEGIN
    SELECT array_agg(DISTINCT c.checksum) INTO contents FROM changed AS c;
    IF contents IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM FROM app.media_objects AS o WHERE o.checksum = ANY (contents) ORDER BY o.checksum FOR NO KEY UPDATE;

    UPDATE app.media_objects AS o
    SET unused_since = CASE WHEN u.used THEN NULL ELSE statement_timestamp() END
    FROM (SELECT c.checksum, EXISTS (SELECT FROM app.media AS m WHERE m.checksum = c.checksum) AS used
          FROM unnest(contents) AS c (checksum)) AS u
    WHERE o.checksum = u.checksum
      AND u.used <> (o.unused_since IS NULL);
    RETURN NULL;
END
$$;

-- Whether so many bytes more still fit. Those who ask for one owner take turns until their transaction ends; a statement of its own
-- looks after the wait, since a statement sees the rows of its beginning.
CREATE OR REPLACE FUNCTION app.media_room(wanted_owner uuid, more_bytes bigint, most_bytes bigint, most_files integer) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('app.media ' || wanted_owner, 0));
    RETURN (SELECT count(*) < most_files AND coalesce(sum(m.size_bytes), 0) + more_bytes <= most_bytes
            FROM app.media AS m
            WHERE m.owner_id = wanted_owner);
END
$$;

-- Says that a content is about to be stored, so that no sweep takes it away meanwhile.
CREATE OR REPLACE FUNCTION app.announce_media(wanted bytea, bytes bigint) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin', 'system');

    INSERT INTO app.media_objects AS o (checksum, size_bytes)
    VALUES (wanted, bytes)
    ON CONFLICT (checksum) DO UPDATE SET unused_since = statement_timestamp() WHERE o.unused_since IS NOT NULL;
    RETURN true;
END
$$;

-- Takes one content out that nothing has used for so long; null when there is none. Skips what others hold: an upload that is about to
-- use it, or another sweep. Should a file appear after the look, its foreign key ends the sweep with an error.
CREATE OR REPLACE FUNCTION app.forget_unused_media(unused_for interval) RETURNS bytea
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forgotten bytea;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.media_objects AS o
    WHERE o.checksum = (
        SELECT u.checksum
        FROM app.media_objects AS u
        WHERE u.unused_since < statement_timestamp() - unused_for
        ORDER BY u.unused_since
        LIMIT 1
        FOR UPDATE SKIP LOCKED)
    RETURNING o.checksum INTO forgotten;
    RETURN forgotten;
END
$$;

CREATE OR REPLACE FUNCTION app.media_audited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'media', a.id, a.owner_id, a.version, 'insert', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'media.added', 'person', a.id, a.owner_id, a.version
        FROM added AS a;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO app.audit (table_name, row_id, owner_id, version, operation, actor_id, actor_role, request_id, client_address)
        SELECT 'media', r.id, r.owner_id, r.version, 'delete', o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM removed AS r
        CROSS JOIN app.origin() AS o;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'media.deleted', 'person', r.id, r.owner_id, r.version
        FROM removed AS r;
    ELSE
        INSERT INTO app.audit (
            table_name, row_id, owner_id, version, operation, changed, before, after, actor_id, actor_role, request_id, client_address)
        SELECT 'media', a.id, a.owner_id, a.version, 'update', d.changed, d.before, d.after,
               o.actor_id, o.actor_role, o.request_id, o.client_address
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        CROSS JOIN app.origin() AS o
        CROSS JOIN LATERAL app.changes(
            jsonb_build_object('alternative_text', r.alternative_text), jsonb_build_object('alternative_text', a.alternative_text)) AS d
        WHERE a.version <> r.version;

        INSERT INTO app.event_log (type, audience, subject_id, owner_id, version)
        SELECT 'media.updated', 'person', a.id, a.owner_id, a.version
        FROM added AS a
        JOIN removed AS r ON r.id = a.id
        WHERE a.version <> r.version;

        PERFORM app.log_shown_files(ARRAY(
            SELECT s.post_id
            FROM added AS a
            JOIN removed AS r ON r.id = a.id
            JOIN app.post_media AS s ON s.media_id = a.id AND s.owner_id = a.owner_id
            WHERE a.alternative_text IS DISTINCT FROM r.alternative_text));
    END IF;
    RETURN NULL;
END
$$;

-- Published posts that show other files, or the same ones with another text, have changed for their readers, though not their rows. Once
-- a transaction and post.
CREATE OR REPLACE FUNCTION app.log_shown_files(of_posts uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.event_log (type, audience, subject_id, post_id, owner_id)
    SELECT 'post.files_changed', 'post', p.id, p.id, p.author_id
    FROM app.posts AS p
    WHERE p.id = ANY (of_posts)
      AND app.post_is_public(p.status, p.deleted_at)
      AND NOT EXISTS (
          SELECT
          FROM app.event_log AS e
          WHERE e.xid = pg_current_xact_id()
            AND e.occurred_at >= transaction_timestamp()
            AND e.type = 'post.files_changed'
            AND e.post_id = p.id);
END
$$;

CREATE OR REPLACE FUNCTION app.post_media_logged() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.log_shown_files(ARRAY(SELECT DISTINCT c.post_id FROM changed AS c));
    RETURN NULL;
END
$$;

-- The files that a post shows, as JSON in their order; with the rights of the caller. A function, because most posts have none: inside of
-- the statement the policies of two tables would be set up for each of them.
CREATE OR REPLACE FUNCTION app.files_of_post(of_post uuid) RETURNS text
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.post_media AS h WHERE h.post_id = of_post) THEN
        RETURN '[]';
    END IF;

    RETURN coalesce(
        (SELECT json_agg(row_to_json(f) ORDER BY f.position)
         FROM (SELECT h.position, m.id, m.kind, m.mime_type, m.size_bytes, m.width, m.height, m.alternative_text, m.version
               FROM app.post_media AS h
               JOIN app.media AS m ON m.id = h.media_id
               WHERE h.post_id = of_post) AS f),
        '[]');
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.files_of_post(uuid), app.media_audited(), app.log_shown_files(uuid[]), app.post_media_logged(), app.media_uses_contents(),
    app.media_room(uuid, bigint, bigint, integer), app.announce_media(bytea, bigint), app.forget_unused_media(interval)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app.files_of_post(uuid), app.media_room(uuid, bigint, bigint, integer), app.announce_media(bytea, bigint),
    app.forget_unused_media(interval)
    TO app_api;
