-- Every change of a post, a comment or a profile, with what was there before: the versions that people look at, compare and bring back,
-- and the trail that says who did it. Only named members are kept, never a whole row, so that a column added later is not in it by
-- accident. Partitioned by month, so that old months can be put away without a DELETE; app.ensure_audit_partitions makes the
-- coming ones, and what nobody made one for lands in the default.

CREATE TABLE app.audit (
    occurred_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    table_name  text        NOT NULL,
    row_id      uuid        NOT NULL,
    owner_id    uuid        NOT NULL,
    version     integer     NOT NULL,
    operation   text        NOT NULL CONSTRAINT audit_operation_check CHECK (operation IN ('insert', 'update', 'delete')),
    changed     text[]      NOT NULL DEFAULT '{}',
    before      jsonb       NOT NULL DEFAULT '{}',
    after       jsonb       NOT NULL DEFAULT '{}',
    actor_id    uuid,
    actor_role  text        NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (occurred_at, id)
) PARTITION BY RANGE (occurred_at);

COMMENT ON TABLE app.audit IS
    'Changes, by triggers; append-only. Deliberately without the text of what is new or deleted for good: the row itself has the one, and the other is to be gone. Natural key: none.';
COMMENT ON COLUMN app.audit.owner_id IS 'Whose row it is: the author, or the person of the profile.';
COMMENT ON COLUMN app.audit.version IS 'Of the row after the change.';
COMMENT ON COLUMN app.audit.changed IS 'The members that differ.';
COMMENT ON COLUMN app.audit.before IS 'Their values before.';
COMMENT ON COLUMN app.audit.after IS 'Their values after.';
COMMENT ON COLUMN app.audit.actor_id IS 'Null when nobody was signed in, or it was Agora itself.';

CREATE TABLE app.audit_default PARTITION OF app.audit DEFAULT;
-- migrate: allow=PGM416 reason="a partition is read through its table, whose policy counts"
ALTER TABLE app.audit_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.audit_default FORCE ROW LEVEL SECURITY;

CREATE INDEX audit_row_id_version_idx ON app.audit (row_id, version);
CREATE INDEX audit_owner_id_idx ON app.audit (owner_id);
