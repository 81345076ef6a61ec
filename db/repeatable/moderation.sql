-- Moderation: flagging, what a decision and an edit do, and who may take a decision.
-- Lock order: posts or comments, then moderation_cases by id, then what depends on them (see posts.sql and comments.sql). An edit holds the
-- row of the content already when it comes to the case, so a flag and a decision lock the content first as well.

-- Flags a post or a comment in the name of the actor, and tells what became of it: 'flagged', 'again' (only once a person), 'own', or
-- 'missing' when everyone could not read it anyway. Runs as the owner, because the reporter may neither see the case nor hide
-- what others wrote.
CREATE OR REPLACE FUNCTION app.flag_content(flag_id uuid, of_post uuid, of_comment uuid, found_category text, found_note text)
    RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me        CONSTANT uuid := app.actor_id();
    blocked   CONSTANT uuid[] := app.hidden_authors();
    author    uuid;
    about     app.moderation_cases;
    threshold integer;
BEGIN
    IF me IS NULL THEN
        RAISE EXCEPTION 'the caller is not signed in' USING ERRCODE = '42501';
    END IF;

    -- The lock makes concurrent flags of the same content wait for each other, and one that waits for a decision sees what it did.
    IF of_comment IS NULL THEN
        SELECT p.author_id INTO author
        FROM app.posts AS p
        WHERE p.id = of_post AND app.post_is_public(p.status, p.deleted_at) AND p.author_id <> ALL (blocked)
        FOR NO KEY UPDATE;
    ELSE
        SELECT c.author_id INTO author
        FROM app.comments AS c
        JOIN app.posts AS p ON p.id = c.post_id
        WHERE c.id = of_comment
          AND app.comment_is_public(c.is_approved, c.deleted_at)
          AND c.author_id <> ALL (blocked)
          AND app.post_is_public(p.status, p.deleted_at)
          AND p.author_id <> ALL (blocked)
        FOR NO KEY UPDATE OF c;
    END IF;
    IF author IS NULL THEN
        RETURN 'missing';
    ELSIF author = me THEN
        RETURN 'own';
    END IF;

    INSERT INTO app.moderation_cases (post_id, comment_id, author_id, category, opened_at)
    VALUES (CASE WHEN of_comment IS NULL THEN of_post END, of_comment, author, found_category, statement_timestamp())
    ON CONFLICT DO NOTHING;

    IF of_comment IS NULL THEN
        SELECT * INTO about FROM app.moderation_cases AS m WHERE m.post_id = of_post FOR NO KEY UPDATE;
    ELSE
        SELECT * INTO about FROM app.moderation_cases AS m WHERE m.comment_id = of_comment FOR NO KEY UPDATE;
    END IF;

    INSERT INTO app.flags (id, case_id, reporter_id, category, note)
    VALUES (flag_id, about.id, me, found_category, found_note)
    ON CONFLICT (case_id, reporter_id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'again';
    END IF;

    -- A case that was decided before is opened again, and what has been judged fit needs as many new flags as anything else.
    threshold := (SELECT s.hide_after_flags FROM app.moderation_settings AS s);
    UPDATE app.moderation_cases AS m
    SET status = 'open',
        category = CASE WHEN m.flag_count = 0 THEN found_category ELSE m.category END,
        flag_count = m.flag_count + 1,
        assignee_id = CASE WHEN m.status = 'open' THEN m.assignee_id END,
        opened_at = CASE WHEN m.status = 'open' THEN m.opened_at ELSE statement_timestamp() END,
        hidden_by = CASE WHEN threshold > 0 AND m.flag_count + 1 >= threshold THEN 'flags' END
    WHERE m.id = about.id;

    IF of_comment IS NOT NULL THEN
        UPDATE app.comments SET flagged_count = flagged_count + 1 WHERE id = of_comment;
    END IF;
    RETURN 'flagged';
END
$$;

-- What a case says, becomes true of the content, the strikes of its author and the log in the same statement.
CREATE OR REPLACE FUNCTION app.moderation_cases_apply() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deed text := CASE
        WHEN NEW.status <> OLD.status AND NEW.status <> 'open' THEN NEW.status
        WHEN NEW.decided_at IS DISTINCT FROM OLD.decided_at THEN NEW.status
        WHEN NEW.hidden_by = 'flags' AND OLD.hidden_by IS NULL THEN 'hidden'
    END;
BEGIN
    IF NEW.hidden_by IS NOT NULL AND OLD.hidden_by IS NULL THEN
        IF NEW.comment_id IS NULL THEN
            SELECT p.status INTO NEW.hidden_from FROM app.posts AS p WHERE p.id = NEW.post_id AND p.status <> 'hidden' FOR NO KEY UPDATE;
            UPDATE app.posts SET status = 'hidden' WHERE id = NEW.post_id AND status <> 'hidden';
        ELSE
            UPDATE app.comments SET is_approved = false WHERE id = NEW.comment_id AND is_approved;
        END IF;
    ELSIF NEW.hidden_by IS NULL AND OLD.hidden_by IS NOT NULL THEN
        IF NEW.comment_id IS NULL THEN
            UPDATE app.posts SET status = coalesce(OLD.hidden_from, 'published') WHERE id = NEW.post_id AND status = 'hidden';
            NEW.hidden_from := NULL;
        ELSE
            UPDATE app.comments SET is_approved = true WHERE id = NEW.comment_id AND NOT is_approved;
        END IF;
    END IF;

    IF deed = 'rejected' THEN
        INSERT INTO app.strikes (case_id, user_id, category)
        VALUES (NEW.id, NEW.author_id, NEW.category)
        ON CONFLICT (case_id) DO UPDATE SET
            category = excluded.category,
            given_at = CASE WHEN strikes.revoked_at IS NULL THEN strikes.given_at ELSE excluded.given_at END,
            revoked_at = NULL;
    ELSIF deed = 'approved' AND (OLD.edited_at IS NULL OR OLD.status = 'appealed') THEN
        -- A new text that is fit to be shown does not take back what was decided about the old one.
        UPDATE app.strikes SET revoked_at = statement_timestamp() WHERE case_id = NEW.id AND revoked_at IS NULL;
    END IF;
    IF deed IN ('approved', 'rejected') THEN
        NEW.edited_at := NULL;
    END IF;

    IF deed IS NOT NULL THEN
        INSERT INTO app.moderation_log (action, subject, subject_id, category, done_by, created_at)
        VALUES (
            deed,
            CASE WHEN NEW.comment_id IS NULL THEN 'post' ELSE 'comment' END,
            coalesce(NEW.comment_id, NEW.post_id),
            NEW.category,
            CASE WHEN deed = 'hidden' THEN 'flags'
                 WHEN deed = 'appealed' THEN 'author'
                 WHEN app.actor_role() IN ('moderator', 'admin') THEN app.actor_role()
                 ELSE 'system' END,
            statement_timestamp());
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION app.moderation_cases_logged() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO app.event_log (type, audience, subject_id, post_id, comment_id, owner_id, version)
    VALUES (
        CASE NEW.status WHEN 'open' THEN 'case.opened' WHEN 'appealed' THEN 'case.appealed' ELSE 'case.decided' END,
        'staff', NEW.id, NEW.post_id, NEW.comment_id, NEW.author_id, NEW.version);
    RETURN NULL;
END
$$;

-- Content that is edited while a case is about it makes a new version of the case, so that a decision that was based on the old content is
-- refused. What was rejected waits for a decision again, and stays hidden until then. Runs as the owner, because an author changes no case.
CREATE OR REPLACE FUNCTION app.moderated_content_edited() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    cases uuid[];
BEGIN
    IF TG_TABLE_NAME = 'posts' THEN
        cases := ARRAY(SELECT m.id FROM app.moderation_cases AS m WHERE m.post_id = NEW.id);
    ELSIF TG_TABLE_NAME = 'comments' THEN
        cases := ARRAY(SELECT m.id FROM app.moderation_cases AS m WHERE m.comment_id = NEW.id);
    ELSIF TG_TABLE_NAME = 'post_media' THEN
        cases := ARRAY(SELECT m.id FROM app.moderation_cases AS m WHERE m.post_id = coalesce(NEW.post_id, OLD.post_id));
    ELSIF TG_TABLE_NAME = 'media' THEN
        cases := ARRAY(
            SELECT m.id
            FROM app.post_media AS s
            JOIN app.moderation_cases AS m ON m.post_id = s.post_id
            WHERE s.media_id = NEW.id);
    END IF;

    IF cardinality(cases) > 0 THEN
        PERFORM FROM app.moderation_cases AS m WHERE m.id = ANY (cases) ORDER BY m.id FOR NO KEY UPDATE;

        UPDATE app.moderation_cases AS m
        SET status = CASE WHEN m.status = 'rejected' THEN 'open' ELSE m.status END,
            opened_at = CASE WHEN m.status = 'rejected' THEN statement_timestamp() ELSE m.opened_at END,
            edited_at = statement_timestamp()
        WHERE m.id = ANY (cases);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;

-- What a moderator or an admin removes, restores or edits that others wrote or uploaded goes into the log, whichever statement does it, and
-- not without a reason. Decisions of cases have entries of their own: they change the content as the owner of the schema.
CREATE OR REPLACE FUNCTION app.log_staff_act() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given CONSTANT text := nullif(current_setting('app.reason', true), '');
    what  uuid;
    whose uuid;
    deed  text := 'edited';
    entry uuid;
BEGIN
    IF app.actor_role() NOT IN ('moderator', 'admin') THEN
        RETURN NULL;
    ELSIF TG_TABLE_NAME = 'media' THEN
        what := OLD.id;
        whose := OLD.owner_id;
        deed := CASE TG_OP WHEN 'DELETE' THEN 'removed' ELSE 'edited' END;
    ELSIF TG_TABLE_NAME = 'user_profiles' THEN
        what := OLD.user_id;
        whose := OLD.user_id;
    ELSIF TG_TABLE_NAME = 'post_media' THEN
        what := CASE TG_OP WHEN 'DELETE' THEN OLD.post_id ELSE NEW.post_id END;
        whose := (SELECT p.author_id FROM app.posts AS p WHERE p.id = what);
        -- One entry for a list of files that is replaced.
        IF EXISTS (
            SELECT FROM app.moderation_log AS l
            WHERE l.subject_id = what AND l.action = 'edited' AND l.created_at = statement_timestamp())
        THEN
            RETURN NULL;
        END IF;
    ELSE
        what := OLD.id;
        whose := OLD.author_id;
        deed := CASE
            WHEN (OLD.deleted_at IS NULL) = (NEW.deleted_at IS NULL) THEN 'edited'
            WHEN NEW.deleted_at IS NULL THEN 'restored'
            ELSE 'removed'
        END;
    END IF;
    IF whose = app.actor_id() THEN
        RETURN NULL;
    ELSIF given IS NULL THEN
        RAISE EXCEPTION 'staff give a reason for what they do to the content of others' USING ERRCODE = '42501';
    END IF;

    INSERT INTO app.moderation_log (action, subject, subject_id, done_by, created_at)
    VALUES (
        deed,
        CASE TG_TABLE_NAME
            WHEN 'posts' THEN 'post'
            WHEN 'post_media' THEN 'post'
            WHEN 'comments' THEN 'comment'
            WHEN 'user_profiles' THEN 'profile'
            ELSE 'media'
        END,
        what,
        app.actor_role(),
        statement_timestamp())
    RETURNING id INTO entry;

    INSERT INTO app.moderation_reasons (log_id, owner_id, done_by_id, reason) VALUES (entry, whose, app.actor_id(), given);
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.log_staff_act() FROM PUBLIC;

-- The case of hidden content as JSON, for the answer to its edit. Volatile, because it must see what the edit did to the case within the
-- same statement. Nothing for those who may not see the case.
CREATE OR REPLACE FUNCTION app.review_of(of_post uuid, of_comment uuid) RETURNS text
    LANGUAGE plpgsql
    VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT json_build_object('case_id', m.id, 'status', m.status)
        FROM app.moderation_cases AS m
        WHERE m.post_id = of_post OR m.comment_id = of_comment);
END
$$;

-- The author may appeal and nothing else; staff may do the rest, but not judge what they wrote themselves.
CREATE OR REPLACE FUNCTION app.moderation_cases_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    IF current_user <> 'app_api' OR app.is_system() THEN
        RETURN NEW;
    END IF;

    IF NEW.author_id = me THEN
        IF OLD.status = 'rejected' AND OLD.appealed_at IS NULL AND NEW.status = 'appealed'
            AND (NEW.hidden_by, NEW.hidden_from, NEW.category, NEW.reason, NEW.decided_by, NEW.decided_at, NEW.flag_count, NEW.assignee_id)
                IS NOT DISTINCT FROM
                (OLD.hidden_by, OLD.hidden_from, OLD.category, OLD.reason, OLD.decided_by, OLD.decided_at, OLD.flag_count, OLD.assignee_id)
            AND NEW.opened_at IN (OLD.opened_at, NEW.appealed_at)
        THEN
            RETURN NEW;
        END IF;
    ELSIF app.actor_role() IN ('moderator', 'admin') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this is for another moderator to decide' USING ERRCODE = '42501';
END
$$;

REVOKE EXECUTE ON FUNCTION
    app.flag_content(uuid, uuid, uuid, text, text), app.moderation_cases_apply(), app.moderation_cases_logged(),
    app.moderated_content_edited(), app.review_of(uuid, uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.flag_content(uuid, uuid, uuid, text, text), app.review_of(uuid, uuid) TO app_api;
