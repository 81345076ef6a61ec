-- Tags: what an old name means, and how moderators rename and merge.
-- Writers of posts share a lock on the names that they write, in one of 64 buckets; who renames holds the buckets of both names alone.
-- So every post is either written before, and found by the renaming, or after, and finds the alias. Lock order: buckets, posts by
-- id, then what posts derive. A trigger runs when its row is locked already, so a statement that changes posts asks for the buckets first.

-- Shares the buckets of these names until the transaction ends; always true, so that it can stand in a WHERE.
CREATE OR REPLACE FUNCTION app.share_tags(tags text[]) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1952540531, b.bucket)
    FROM (SELECT DISTINCT hashtext(t.tag) & 63 AS bucket FROM unnest(tags) AS t (tag) ORDER BY bucket) AS b;
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION app.posts_canonical_tags() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.share_tags(NEW.tags);

    IF EXISTS (SELECT FROM app.tag_aliases AS a WHERE a.alias = ANY (NEW.tags)) THEN
        NEW.tags := ARRAY(
            SELECT m.tag
            FROM (SELECT coalesce(a.tag, t.tag) AS tag, min(t.place) AS place
                  FROM unnest(NEW.tags) WITH ORDINALITY AS t (tag, place)
                  LEFT JOIN app.tag_aliases AS a ON a.alias = t.tag
                  GROUP BY 1) AS m
            ORDER BY m.place);
    END IF;
    RETURN NEW;
END
$$;

-- Gives every post that has the one tag the other in its place, drafts and the trash included, and remembers the old name. Returns how
-- many posts had it; null when no post has, or when the new name is taken and must not be (or the other way round). Runs as the
-- owner, because under row-level security no index finds the posts of a tag.
CREATE OR REPLACE FUNCTION app.replace_tag(old_tag text, new_tag text, must_exist boolean) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    changed integer;
BEGIN
    PERFORM app.require_actor('moderator', 'admin', 'system');

    PERFORM pg_advisory_xact_lock(1952540531, b.bucket)
    FROM (SELECT DISTINCT hashtext(n.tag) & 63 AS bucket FROM (VALUES (old_tag), (new_tag)) AS n (tag) ORDER BY bucket) AS b;

    IF NOT EXISTS (SELECT FROM app.posts AS p WHERE p.tags @> ARRAY[old_tag]) THEN
        RETURN NULL;
    ELSIF must_exist <> EXISTS (SELECT FROM app.posts AS p WHERE p.tags @> ARRAY[new_tag]) THEN
        RETURN NULL;
    END IF;

    DELETE FROM app.tag_aliases AS a WHERE a.alias = new_tag;
    UPDATE app.tag_aliases AS a SET tag = new_tag WHERE a.tag = old_tag;
    INSERT INTO app.tag_aliases (alias, tag) VALUES (old_tag, new_tag);

    PERFORM FROM app.posts AS p WHERE p.tags @> ARRAY[old_tag] ORDER BY p.id FOR NO KEY UPDATE;
    UPDATE app.posts AS p SET tags = p.tags WHERE p.tags @> ARRAY[old_tag];
    GET DIAGNOSTICS changed = ROW_COUNT;

    INSERT INTO app.moderation_log (action, subject, tag, into_tag, done_by)
    VALUES (CASE WHEN must_exist THEN 'merged' ELSE 'renamed' END, 'tag', old_tag, new_tag, app.actor_role());
    RETURN changed;
END
$$;

-- What the name means today: the tag that it was renamed to or merged into, or itself.
CREATE OR REPLACE FUNCTION app.current_tag(name text) RETURNS text
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN coalesce((SELECT a.tag FROM app.tag_aliases AS a WHERE a.alias = name), name);
END
$$;

-- The same for several names, each tag once; null of null.
CREATE OR REPLACE FUNCTION app.current_tags(names text[]) RETURNS text[]
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF names IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT DISTINCT app.current_tag(n.name) FROM unnest(names) AS n (name));
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.share_tags(text[]), app.posts_canonical_tags(), app.replace_tag(text, text, boolean), app.current_tag(text),
    app.current_tags(text[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.share_tags(text[]), app.replace_tag(text, text, boolean), app.current_tag(text), app.current_tags(text[])
    TO app_api;
