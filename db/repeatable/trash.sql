-- The trash: what is deleted can be restored for a time, and then goes for good.
-- Lock order: posts by id, comments by id, likes, then what hangs on them (see posts.sql, comments.sql, reactions.sql). Posts and comments
-- that are locked are skipped.

-- Takes up to "most" posts and comments that have lain in the trash for longer than "kept"; returns how many. Where others have spoken
-- under it, or a moderator has decided about it, the row keeps its place without text: their words and the strike hang on it. What
-- is under appeal waits for the decision. Former versions go along. Likes, bookmarks and other rows of theirs are deleted before,
-- 50 times "most" in a call, which does no more and returns their number when there were as many: a post with many goes in several calls.
CREATE OR REPLACE FUNCTION app.purge_trash(kept interval, most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    blank   CONSTANT text := '(erased)';
    below   CONSTANT integer := 50 * most;
    batch   uuid[];
    needed  uuid[];
    gone    uuid[];
    threads uuid[];
    taken   integer;
    done    integer := 0;
BEGIN
    PERFORM app.require_actor('system');

    batch := ARRAY(
        SELECT p.id
        FROM app.posts AS p
        WHERE p.deleted_by IN ('author', 'staff')
          AND p.deleted_at < statement_timestamp() - kept
          AND NOT EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.post_id = p.id AND m.status IN ('open', 'appealed'))
        ORDER BY p.deleted_at, p.id
        LIMIT most
        FOR UPDATE SKIP LOCKED);
    IF cardinality(batch) > 0 THEN
        needed := ARRAY(
            SELECT p.id
            FROM app.posts AS p
            WHERE p.id = ANY (batch)
              AND (EXISTS (SELECT FROM app.comments AS c WHERE c.post_id = p.id AND c.author_id <> p.author_id)
                   OR EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.post_id = p.id)
                   OR EXISTS (SELECT FROM app.moderation_cases AS m JOIN app.comments AS c ON c.id = m.comment_id WHERE c.post_id = p.id)));

        gone := ARRAY(SELECT b.id FROM unnest(batch) AS b (id) WHERE b.id <> ALL (needed));
        taken := app.drain_posts(batch, gone, batch, below);
        IF taken >= below THEN
            RETURN taken;
        END IF;

        threads := ARRAY(SELECT c.id FROM app.comments AS c WHERE c.post_id = ANY (gone));
        DELETE FROM app.posts AS p WHERE p.id = ANY (gone);
        DELETE FROM app.post_media AS s WHERE s.post_id = ANY (needed);
        UPDATE app.posts AS p
        SET title = blank,
            body = blank,
            tags = '{}',
            metadata = '{}',
            deleted_by = 'retention'
        WHERE p.id = ANY (needed);
        DELETE FROM app.audit AS a
        WHERE a.row_id = ANY (batch || threads) AND a.table_name IN ('posts', 'comments') AND a.operation <> 'delete';
        done := cardinality(batch);
    END IF;

    batch := ARRAY(
        SELECT c.id
        FROM app.comments AS c
        WHERE c.deleted_by IN ('author', 'staff')
          AND c.deleted_at < statement_timestamp() - kept
          AND NOT EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.comment_id = c.id AND m.status IN ('open', 'appealed'))
        ORDER BY c.deleted_at, c.id
        LIMIT most - done
        FOR UPDATE SKIP LOCKED);
    IF cardinality(batch) > 0 THEN
        needed := ARRAY(
            SELECT b.id
            FROM unnest(batch) AS b (id)
            WHERE EXISTS (SELECT FROM app.comments AS r WHERE r.parent_id = b.id)
               OR EXISTS (SELECT FROM app.moderation_cases AS m WHERE m.comment_id = b.id));
        DELETE FROM app.comment_likes AS l
        WHERE l.ctid = ANY (ARRAY(
            SELECT o.ctid FROM app.comment_likes AS o WHERE o.comment_id = ANY (batch) ORDER BY o.comment_id LIMIT below FOR UPDATE));
        GET DIAGNOSTICS taken = ROW_COUNT;
        IF taken >= below THEN
            RETURN done + taken;
        END IF;

        DELETE FROM app.comments AS c WHERE c.id = ANY (batch) AND c.id <> ALL (needed);
        UPDATE app.comments AS c
        SET body = blank,
            edited_at = NULL,
            deleted_by = 'retention'
        WHERE c.id = ANY (needed);
        DELETE FROM app.audit AS a WHERE a.row_id = ANY (batch) AND a.table_name = 'comments' AND a.operation <> 'delete';
        done := done + cardinality(batch);
    END IF;

    RETURN done;
END
$$;

REVOKE EXECUTE ON FUNCTION app.purge_trash(interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.purge_trash(interval, integer) TO app_api;
