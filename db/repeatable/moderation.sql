-- Moderation: flagging, what a decision does, and who may take it.
-- Lock order: moderation_cases, then posts or comments, then what hangs on them (see posts.sql and comments.sql).

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
        RAISE EXCEPTION 'nobody is signed in' USING ERRCODE = '42501';
    END IF;

    IF of_comment IS NULL THEN
        SELECT p.author_id INTO author
        FROM app.posts AS p
        WHERE p.id = of_post AND p.status = 'published' AND p.deleted_at IS NULL AND p.author_id <> ALL (blocked);
    ELSE
        SELECT c.author_id INTO author
        FROM app.comments AS c
        JOIN app.posts AS p ON p.id = c.post_id
        WHERE c.id = of_comment
          AND c.is_approved
          AND c.deleted_at IS NULL
          AND c.author_id <> ALL (blocked)
          AND p.status = 'published'
          AND p.deleted_at IS NULL
          AND p.author_id <> ALL (blocked);
    END IF;
    IF author IS NULL THEN
        RETURN 'missing';
    ELSIF author = me THEN
        RETURN 'own';
    END IF;

    INSERT INTO app.moderation_cases (post_id, comment_id, author_id, category, opened_at)
    VALUES (CASE WHEN of_comment IS NULL THEN of_post END, of_comment, author, found_category, statement_timestamp())
    ON CONFLICT DO NOTHING;

    -- Two who flag at the same moment take turns here.
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
    ELSIF deed = 'approved' THEN
        UPDATE app.strikes SET revoked_at = statement_timestamp() WHERE case_id = NEW.id AND revoked_at IS NULL;
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

-- The author may appeal and nothing else; staff may do the rest, but not judge what they wrote themselves.
CREATE OR REPLACE FUNCTION app.moderation_cases_guard() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me CONSTANT uuid := app.actor_id();
BEGIN
    IF current_user <> 'app_api' OR app.actor_role() = 'system' THEN
        RETURN NEW;
    END IF;

    IF NEW.author_id = me THEN
        IF OLD.status = 'rejected' AND OLD.appealed_at IS NULL AND NEW.status = 'appealed'
            AND (NEW.hidden_by, NEW.hidden_from, NEW.category, NEW.reason, NEW.decided_by, NEW.decided_at)
                IS NOT DISTINCT FROM (OLD.hidden_by, OLD.hidden_from, OLD.category, OLD.reason, OLD.decided_by, OLD.decided_at)
        THEN
            RETURN NEW;
        END IF;
    ELSIF app.actor_role() IN ('moderator', 'admin') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this is for another moderator to decide' USING ERRCODE = '42501';
END
$$;

REVOKE EXECUTE ON FUNCTION app.flag_content(uuid, uuid, uuid, text, text), app.moderation_cases_apply() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.flag_content(uuid, uuid, uuid, text, text) TO app_api;
