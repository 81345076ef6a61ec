-- Batches: several operations in one transaction, in an order that its sender chose.
-- Each operation takes its locks in the order that all code keeps (see posts.sql, comments.sql, moderation.sql, follows.sql), but two
-- batches that name the same things in opposite order would each hold what the other waits for. So a batch first locks what it names:
-- accounts, names of tags, files, posts, comments, cases, counters of tags, counters of posts, each kind in the order of its keys.

-- Locks what the operations of a batch name; what is not there is passed over. commented_posts are those that only get a comment: their
-- row stays free, their counters do not. Tags that no post has yet get a counter of 0, since a row that is not there cannot be locked.
-- Runs as the owner, because the caller may change few of these rows; the operations themselves are checked as always.
CREATE OR REPLACE FUNCTION app.lock_batch(
    people uuid[], named_tags text[], replaced_tags text[], files uuid[], changed_posts uuid[], commented_posts uuid[],
    changed_comments uuid[], changed_cases uuid[])
    RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    contents uuid[];
    counted  uuid[];
    counters text[];
    item     record;
BEGIN
    PERFORM app.require_actor('user', 'moderator', 'admin', 'system');

    IF cardinality(people) > 0 THEN
        PERFORM FROM app.users AS u WHERE u.id = ANY (people || app.actor_id()) ORDER BY u.id FOR NO KEY UPDATE;
    END IF;

    FOR item IN
        SELECT b.bucket, bool_or(b.alone) AS alone
        FROM (SELECT hashtext(n.tag) & 63 AS bucket, false AS alone FROM unnest(named_tags) AS n (tag)
              UNION ALL
              SELECT hashtext(r.tag) & 63, true FROM unnest(replaced_tags) AS r (tag)) AS b
        GROUP BY b.bucket
        ORDER BY b.bucket
    LOOP
        IF item.alone THEN
            PERFORM pg_advisory_xact_lock(1952540531, item.bucket);
        ELSE
            PERFORM pg_advisory_xact_lock_shared(1952540531, item.bucket);
        END IF;
    END LOOP;

    PERFORM FROM app.media AS f WHERE f.id = ANY (files) ORDER BY f.id FOR NO KEY UPDATE;

    contents := changed_posts || changed_comments || ARRAY(
        SELECT coalesce(m.comment_id, m.post_id) FROM app.moderation_cases AS m WHERE m.id = ANY (changed_cases));
    PERFORM FROM app.posts AS p WHERE p.id = ANY (contents) ORDER BY p.id FOR NO KEY UPDATE;
    PERFORM FROM app.comments AS c WHERE c.id = ANY (contents) ORDER BY c.id FOR NO KEY UPDATE;
    PERFORM FROM app.moderation_cases AS m
    WHERE m.id = ANY (changed_cases) OR m.post_id = ANY (contents) OR m.comment_id = ANY (contents)
    ORDER BY m.id
    FOR NO KEY UPDATE;

    counters := ARRAY(
        SELECT app.current_tag(n.tag) FROM unnest(named_tags) AS n (tag)
        UNION
        SELECT t.tag FROM app.posts AS p, unnest(p.tags) AS t (tag) WHERE p.id = ANY (contents));
    INSERT INTO app.tags (tag, post_count)
    SELECT c.tag, 0 FROM unnest(counters) AS c (tag) ORDER BY c.tag
    ON CONFLICT (tag) DO NOTHING;
    PERFORM FROM app.tags AS t WHERE t.tag = ANY (counters) ORDER BY t.tag FOR NO KEY UPDATE;

    counted := commented_posts || contents || ARRAY(SELECT c.post_id FROM app.comments AS c WHERE c.id = ANY (contents));
    PERFORM FROM app.post_stats AS s WHERE s.post_id = ANY (counted) ORDER BY s.post_id FOR NO KEY UPDATE;
END
$$;

REVOKE EXECUTE ON FUNCTION app.lock_batch(uuid[], text[], text[], uuid[], uuid[], uuid[], uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lock_batch(uuid[], text[], text[], uuid[], uuid[], uuid[], uuid[], uuid[]) TO app_api;
