-- What happens when rows of app.comments change. Closed to the runtime: comments have no endpoint yet.
-- migrate: allow=PGM407,PGM417 reason="one table, on the lock ladder; closed to the runtime on purpose"

CREATE OR REPLACE TRIGGER comments_depth
    BEFORE INSERT OR UPDATE OF parent_id, depth ON app.comments
    FOR EACH ROW EXECUTE FUNCTION app.comments_depth();

CREATE OR REPLACE TRIGGER comments_touch
    BEFORE UPDATE ON app.comments
    FOR EACH ROW
    WHEN ((OLD.is_approved, OLD.deleted_at, OLD.body) IS DISTINCT FROM (NEW.is_approved, NEW.deleted_at, NEW.body))
    EXECUTE FUNCTION app.touch();

CREATE OR REPLACE TRIGGER comments_counted_inserted
    AFTER INSERT ON app.comments
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.comments_counted();

CREATE OR REPLACE TRIGGER comments_counted_updated
    AFTER UPDATE ON app.comments
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION app.comments_counted();

CREATE OR REPLACE TRIGGER comments_counted_deleted
    AFTER DELETE ON app.comments
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION app.comments_counted();

ALTER TABLE app.comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.comments FORCE ROW LEVEL SECURITY;

-- Restrictive, so that it narrows whatever a policy allows.
DROP POLICY IF EXISTS comments_not_blocked ON app.comments;
CREATE POLICY comments_not_blocked ON app.comments AS RESTRICTIVE FOR SELECT TO app_api
    USING (author_id <> ALL ((SELECT app.hidden_authors())::uuid[]));
