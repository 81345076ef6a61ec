-- Sessions: who may see them, and how a change of an account ends them.

GRANT SELECT, INSERT ON app.user_sessions TO app_api;
GRANT UPDATE (last_used_at, revoked_at, revoked_reason, user_agent, ip) ON app.user_sessions TO app_api;
GRANT SELECT, INSERT ON app.refresh_tokens TO app_api;
GRANT UPDATE (used_at) ON app.refresh_tokens TO app_api;
GRANT SELECT, INSERT ON app.one_time_tokens TO app_api;
GRANT UPDATE (used_at) ON app.one_time_tokens TO app_api;
GRANT SELECT, INSERT ON app.security_events TO app_api;
GRANT SELECT, INSERT ON app.mail_outbox TO app_api;
GRANT UPDATE (state, attempts, next_attempt_at, last_error, finished_at) ON app.mail_outbox TO app_api;

-- People see and end their own sessions. Signing in and refreshing is Agora's own work: at that moment nobody is signed in.
ALTER TABLE app.user_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.user_sessions FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS user_sessions_select ON app.user_sessions;
CREATE POLICY user_sessions_select ON app.user_sessions FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'));

DROP POLICY IF EXISTS user_sessions_insert ON app.user_sessions;
CREATE POLICY user_sessions_insert ON app.user_sessions FOR INSERT TO app_api
    WITH CHECK ((SELECT app.actor_role()) = 'system');

DROP POLICY IF EXISTS user_sessions_update ON app.user_sessions;
CREATE POLICY user_sessions_update ON app.user_sessions FOR UPDATE TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'))
    WITH CHECK (user_id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'));

-- Hashes of tokens concern nobody but Agora itself.
ALTER TABLE app.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.refresh_tokens FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS refresh_tokens_system ON app.refresh_tokens;
CREATE POLICY refresh_tokens_system ON app.refresh_tokens TO app_api
    USING ((SELECT app.actor_role()) = 'system')
    WITH CHECK ((SELECT app.actor_role()) = 'system');

ALTER TABLE app.one_time_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.one_time_tokens FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS one_time_tokens_system ON app.one_time_tokens;
CREATE POLICY one_time_tokens_system ON app.one_time_tokens TO app_api
    USING ((SELECT app.actor_role()) = 'system')
    WITH CHECK ((SELECT app.actor_role()) = 'system');

ALTER TABLE app.security_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.security_events FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS security_events_select ON app.security_events;
CREATE POLICY security_events_select ON app.security_events FOR SELECT TO app_api
    USING (user_id = (SELECT app.actor_id()) OR (SELECT app.actor_role()) IN ('admin', 'system'));

DROP POLICY IF EXISTS security_events_insert ON app.security_events;
CREATE POLICY security_events_insert ON app.security_events FOR INSERT TO app_api
    WITH CHECK ((SELECT app.actor_role()) = 'system');

-- An admin who makes an account without a password queues its invitation.
ALTER TABLE app.mail_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.mail_outbox FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS mail_outbox_system ON app.mail_outbox;
CREATE POLICY mail_outbox_system ON app.mail_outbox TO app_api
    USING ((SELECT app.actor_role()) IN ('admin', 'system'))
    WITH CHECK ((SELECT app.actor_role()) IN ('admin', 'system'));

-- A session that has ended does not come back, whoever asks.
CREATE OR REPLACE FUNCTION app.user_sessions_stay_revoked() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'an ended session does not come back' USING ERRCODE = '42501';
END
$$;

CREATE OR REPLACE TRIGGER user_sessions_stay_revoked
    BEFORE UPDATE ON app.user_sessions
    FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION app.user_sessions_stay_revoked();

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

CREATE OR REPLACE TRIGGER users_raise_security_version
    BEFORE UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.role, OLD.is_active, OLD.deleted_at) IS DISTINCT FROM (NEW.role, NEW.is_active, NEW.deleted_at)
          AND NEW.security_version <= OLD.security_version)
    EXECUTE FUNCTION app.users_raise_security_version();

-- An account that is closed or switched off loses its sessions in the same transaction, whichever statement did it. Runs as
-- the owner, because an admin's own rights should not matter here. Locks the account before its sessions, as every other
-- path does.
CREATE OR REPLACE FUNCTION app.users_end_sessions() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE app.user_sessions
    SET revoked_at = statement_timestamp(),
        revoked_reason = 'account_closed'
    WHERE user_id = NEW.id
      AND revoked_at IS NULL;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.users_end_sessions() FROM PUBLIC;

CREATE OR REPLACE TRIGGER users_end_sessions
    AFTER UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.is_active AND OLD.deleted_at IS NULL) AND NOT (NEW.is_active AND NEW.deleted_at IS NULL))
    EXECUTE FUNCTION app.users_end_sessions();

-- What is over for long: sessions with their tokens after 30 days, links after 7, mail after 30, the security log after 400.
-- Runs as the owner because nobody may delete these rows by hand. The terms stand here and not in a parameter, so that
-- injected SQL cannot use it to clean up behind itself. SKIP LOCKED: several instances share the work.
CREATE OR REPLACE FUNCTION app.purge_sessions(most integer) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    purged integer := 0;
    gone   integer;
BEGIN
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

REVOKE EXECUTE ON FUNCTION app.purge_sessions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.purge_sessions(integer) TO app_api, ops_maintain;
