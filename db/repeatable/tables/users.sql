-- What happens when rows of app.users change, and who may see or change them.
-- migrate: allow=PGM407,PGM417 reason="one table, with lock backoff, only when its rules change"

CREATE OR REPLACE TRIGGER users_search_vector
    BEFORE INSERT OR UPDATE OF username, full_name ON app.users
    FOR EACH ROW EXECUTE FUNCTION app.users_search_vector();

-- A sign-in is not an edit: it moves neither updated_at nor the version that editors compare.
CREATE OR REPLACE TRIGGER users_touch
    BEFORE UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.email_verified_at, OLD.pending_email, OLD.username, OLD.full_name, OLD.role, OLD.is_active, OLD.deleted_at)
          IS DISTINCT FROM (
              NEW.email, NEW.email_verified_at, NEW.pending_email, NEW.username, NEW.full_name, NEW.role, NEW.is_active, NEW.deleted_at))
    EXECUTE FUNCTION app.touch();

CREATE OR REPLACE TRIGGER users_audited_inserted
    AFTER INSERT ON app.users
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.users_audited();

-- By the row and with a condition, so that a sign-in costs nothing.
CREATE OR REPLACE TRIGGER users_audited_updated
    AFTER UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.email_verified_at, OLD.pending_email, OLD.username, OLD.full_name, OLD.role, OLD.is_active, OLD.deleted_at)
          IS DISTINCT FROM (
              NEW.email, NEW.email_verified_at, NEW.pending_email, NEW.username, NEW.full_name, NEW.role, NEW.is_active, NEW.deleted_at)
          OR (OLD.password_hash IS DISTINCT FROM NEW.password_hash AND OLD.last_login_at IS NOT DISTINCT FROM NEW.last_login_at))
    EXECUTE FUNCTION app.users_audited();

CREATE OR REPLACE TRIGGER users_audited_deleted
    AFTER DELETE ON app.users
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION app.users_audited();

CREATE OR REPLACE TRIGGER users_create_profiles
    AFTER INSERT ON app.users
    REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION app.users_create_profiles();

-- What Agora itself establishes: that an address is confirmed, the last sign-in, and the version of the rights but for its step with a
-- change of them.
CREATE OR REPLACE TRIGGER users_guard_facts
    BEFORE UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.email_verified_at, OLD.last_login_at) IS DISTINCT FROM (NEW.email_verified_at, NEW.last_login_at)
          OR (NEW.security_version <> OLD.security_version
              AND NEW.security_version <> OLD.security_version
                  + ((OLD.role, OLD.is_active, OLD.deleted_at) IS DISTINCT FROM (NEW.role, NEW.is_active, NEW.deleted_at))::integer))
    EXECUTE FUNCTION app.guard_columns('system');

-- People close their account; an admin opens it again.
CREATE OR REPLACE TRIGGER users_guard_closed
    BEFORE UPDATE ON app.users
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION app.guard_columns('admin', 'system');

-- Revoked first, because grants that named no columns preceded these.
REVOKE INSERT, UPDATE ON app.users FROM app_api;
GRANT SELECT ON app.users TO app_api;
GRANT INSERT (id, email, username, full_name, role, password_hash) ON app.users TO app_api;
GRANT UPDATE (
    email, email_verified_at, pending_email, username, full_name, role, is_active, password_hash, security_version, last_login_at,
    deleted_at)
    ON app.users TO app_api;
GRANT SELECT (id, username, username_key, full_name, role, search_vector, version, created_at, updated_at, deleted_at)
    ON app.users TO app_reader;

-- An account holds the e-mail address and the password: only its owner, an admin and Agora itself see the row.
ALTER TABLE app.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.users FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS users_select ON app.users;
CREATE POLICY users_select ON app.users FOR SELECT TO app_api
    USING (id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

DROP POLICY IF EXISTS users_insert ON app.users;
CREATE POLICY users_insert ON app.users FOR INSERT TO app_api
    WITH CHECK ((SELECT app.is_admin()));

DROP POLICY IF EXISTS users_update ON app.users;
CREATE POLICY users_update ON app.users FOR UPDATE TO app_api
    USING (id = (SELECT app.actor_id()) OR (SELECT app.is_admin()))
    WITH CHECK (id = (SELECT app.actor_id()) OR (SELECT app.is_admin()));

CREATE OR REPLACE TRIGGER users_guard_rights
    BEFORE UPDATE OF role, is_active ON app.users
    FOR EACH ROW
    WHEN ((OLD.role, OLD.is_active) IS DISTINCT FROM (NEW.role, NEW.is_active))
    EXECUTE FUNCTION app.users_guard_rights();

CREATE OR REPLACE TRIGGER users_guard_retired_names
    BEFORE INSERT OR UPDATE OF username ON app.users
    FOR EACH ROW EXECUTE FUNCTION app.users_guard_retired_names();

-- How one signs in changes by use cases that ask for the password or a link, tell the former address and run as the system; never by an
-- actor's own rights.
CREATE OR REPLACE TRIGGER users_guard_email
    BEFORE UPDATE OF email, pending_email, password_hash ON app.users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.pending_email, OLD.password_hash) IS DISTINCT FROM (NEW.email, NEW.pending_email, NEW.password_hash))
    EXECUTE FUNCTION app.guard_columns('system');

CREATE OR REPLACE TRIGGER users_raise_security_version
    BEFORE UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.role, OLD.is_active, OLD.deleted_at) IS DISTINCT FROM (NEW.role, NEW.is_active, NEW.deleted_at)
          AND NEW.security_version <= OLD.security_version)
    EXECUTE FUNCTION app.users_raise_security_version();

CREATE OR REPLACE TRIGGER users_end_sessions
    AFTER UPDATE ON app.users
    FOR EACH ROW
    WHEN ((OLD.is_active AND OLD.deleted_at IS NULL) AND NOT (NEW.is_active AND NEW.deleted_at IS NULL))
    EXECUTE FUNCTION app.users_end_sessions();

CREATE OR REPLACE TRIGGER users_end_follows
    AFTER UPDATE OF deleted_at ON app.users
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION app.users_end_follows();

CREATE OR REPLACE TRIGGER users_end_webhooks
    AFTER UPDATE OF deleted_at ON app.users
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION app.users_end_webhooks();

CREATE OR REPLACE TRIGGER users_rights_changed
    AFTER UPDATE ON app.users
    FOR EACH ROW
    WHEN (OLD.security_version <> NEW.security_version)
    EXECUTE FUNCTION app.announce_rights_change();
