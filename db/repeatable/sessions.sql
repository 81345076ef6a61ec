-- Sessions: how a change of an account ends them, and what is purged when.

-- A session that has ended does not come back, regardless of the caller.
CREATE OR REPLACE FUNCTION app.user_sessions_stay_revoked() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'an ended session does not come back' USING ERRCODE = '42501';
END
$$;

-- Rights that change end every access token of the account, whichever statement changed them.
CREATE OR REPLACE FUNCTION app.users_raise_security_version() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.security_version := OLD.security_version + 1;
    RETURN NEW;
END
$$;

-- Ends the one-time links of an account, those that wait to be mailed included, and a change of its address that waits to be confirmed.
-- Links that take an address back are spared unless the account ends: a thief of a session must not be able to end them. Runs as its
-- caller, so that row-level security decides. Mail first, then links, in statements of their own: a link that the sender of mail stores
-- at the same time is either seen here, or finds its mail dropped. Locks the account before anything else, as every other path does.
CREATE OR REPLACE FUNCTION app.end_one_time_links(whose uuid, at timestamptz, account_ends boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE app.users SET pending_email = NULL WHERE id = whose AND pending_email IS NOT NULL;

    UPDATE app.mail_outbox
    SET state = 'dropped',
        finished_at = at
    WHERE user_id = whose
      AND state IN ('waiting', 'failed')
      AND (kind IN ('reset_password', 'invitation', 'confirm_email_change')
           OR (account_ends AND kind IN ('email_change_requested', 'email_changed')));

    UPDATE app.one_time_tokens
    SET used_at = at
    WHERE user_id = whose
      AND used_at IS NULL
      AND (account_ends OR purpose <> 'take_back_email');
END
$$;

REVOKE EXECUTE ON FUNCTION app.end_one_time_links(uuid, timestamptz, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.end_one_time_links(uuid, timestamptz, boolean) TO app_api;

-- An account that is closed or switched off loses its sessions and links in the same transaction, whichever statement did it. Runs as
-- the owner, because an admin's own rights should not matter here. Locks the account before its sessions, as every other
-- path does.
CREATE OR REPLACE FUNCTION app.users_end_sessions() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM app.end_one_time_links(NEW.id, statement_timestamp(), true);
    UPDATE app.user_sessions
    SET revoked_at = statement_timestamp(),
        revoked_reason = 'account_closed'
    WHERE user_id = NEW.id
      AND revoked_at IS NULL;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.users_end_sessions() FROM PUBLIC;

-- What an access token stands for must not outlive a change by the seconds that a process remembers it. The process that makes the change
-- reads the notice and forgets when its transaction ends; all listening processes receive the notification when it commits.
CREATE OR REPLACE FUNCTION app.announce_rights_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    whose CONSTANT text := CASE TG_TABLE_NAME WHEN 'users' THEN 'user ' ELSE 'session ' END || OLD.id::text;
BEGIN
    PERFORM pg_notify('agora_rights', whose);
    RAISE NOTICE 'rights changed: %', whose USING ERRCODE = 'AG002';
    RETURN NULL;
END
$$;

-- Called with the first statement of every command of a signed-in caller: what a process remembers of a token is seconds old, so the
-- transaction that writes reads it again. The version of the account rises with every change of its role, activity and closing.
CREATE OR REPLACE FUNCTION app.require_current_rights(of_session uuid, of_version integer) RETURNS void
    LANGUAGE plpgsql
    STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM
    FROM app.user_sessions AS s
    JOIN app.users AS u ON u.id = s.user_id
    WHERE s.id = of_session
      AND s.revoked_at IS NULL
      AND u.security_version = of_version
      AND u.is_active
      AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the session has ended, or the rights of its account have changed' USING ERRCODE = 'AG001';
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION app.require_current_rights(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.require_current_rights(uuid, integer) TO app_api;

-- What is over for long: sessions with their tokens after 30 days, links after 7, mail after 30, the
-- security log after 400, registrations when their link ends.
-- Runs as the owner because no other role may delete these rows. The terms stand here and not in a parameter, so that
-- injected SQL cannot use it to remove its traces. SKIP LOCKED: several instances share the work.
CREATE OR REPLACE FUNCTION app.purge_sessions(most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    purged integer := 0;
    gone   integer;
BEGIN
    PERFORM app.require_actor('system');

    DELETE FROM app.user_sessions
    WHERE id IN (
        SELECT id
        FROM app.user_sessions
        WHERE expires_at < now() - interval '30 days'
        ORDER BY expires_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.one_time_tokens
    WHERE token_hash IN (
        SELECT token_hash
        FROM app.one_time_tokens
        WHERE expires_at < now() - interval '7 days'
        ORDER BY expires_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.mail_outbox
    WHERE id IN (
        SELECT id
        FROM app.mail_outbox
        WHERE created_at < now() - interval '30 days'
          AND state <> 'waiting'
        ORDER BY created_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.registrations
    WHERE id IN (
        SELECT id
        FROM app.registrations
        WHERE expires_at < now()
        ORDER BY expires_at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    purged := purged + gone;

    DELETE FROM app.security_events
    WHERE id IN (
        SELECT id
        FROM app.security_events
        WHERE at < now() - interval '400 days'
        ORDER BY at
        LIMIT most
        FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN purged + gone;
END
$$;

-- ops_maintain: a former grant, which nothing used.
REVOKE EXECUTE ON FUNCTION app.purge_sessions(integer) FROM PUBLIC, ops_maintain;
GRANT EXECUTE ON FUNCTION app.purge_sessions(integer) TO app_api;
