-- Which request changed a row, and from which address, beside the actor that app.audit already names. Erasing a person blanks both where
-- the person changed what belongs to others: the index finds these few rows.
-- Roles that watch and maintain resolve names: without USAGE on the schema they cannot say which table they mean.

GRANT USAGE ON SCHEMA app TO ops_watch, ops_maintain;

ALTER TABLE app.audit
    ADD COLUMN request_id text,
    ADD COLUMN client_address inet;

COMMENT ON COLUMN app.audit.request_id IS 'The id of the request, as in its log lines and X-Request-Id. Null for work without a request.';
COMMENT ON COLUMN app.audit.client_address IS 'Where the request came from. Null for work without a request.';

-- migrate: step
-- migrate: allow=PGM101 reason="partial, so its build is one scan; no statement builds it concurrently on partitions named by their months"
CREATE INDEX audit_actor_id_idx ON app.audit (actor_id) WHERE actor_id <> owner_id;
