-- Webhooks: subscriptions to the event log, their secrets, and what is delivered. The fan-out reads the log once, from its cursor, and makes a
-- delivery for each subscription that wants an event. Deliveries of one subject are attempted one after the other: only the first that
-- waits has a due time (build/decisions/0061-webhooks.md).

CREATE TABLE app.webhooks (
    id            uuid        NOT NULL CONSTRAINT webhooks_pkey PRIMARY KEY,
    owner_id      uuid        NOT NULL CONSTRAINT webhooks_owner_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    url           text        NOT NULL CONSTRAINT webhooks_url_check CHECK (char_length(url) <= 2048 AND url ~ '^https?://'),
    event_types   text[]      NOT NULL CONSTRAINT webhooks_event_types_check CHECK (cardinality(event_types) BETWEEN 1 AND 20),
    author_id     uuid,
    post_id       uuid,
    description   text        CONSTRAINT webhooks_description_check CHECK (char_length(description) BETWEEN 1 AND 280),
    is_active     boolean     NOT NULL DEFAULT true,
    ended         text        CONSTRAINT webhooks_ended_check CHECK (ended IN ('gone', 'failing', 'backlog')),
    failing_since timestamptz,
    active_since  timestamptz NOT NULL,
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    CONSTRAINT webhooks_ended_is_active_check CHECK (ended IS NULL OR NOT is_active),
    CONSTRAINT webhooks_deleted_at_check CHECK (deleted_at IS NULL OR NOT is_active)
);

COMMENT ON TABLE app.webhooks IS 'Subscriptions of people to events. Natural key: none; one may subscribe twice.';
COMMENT ON COLUMN app.webhooks.event_types IS 'Types, all of a kind such as post.*, or * for all.';
COMMENT ON COLUMN app.webhooks.author_id IS 'Only events of this user, who need not exist; null for everyone.';
COMMENT ON COLUMN app.webhooks.post_id IS 'Only events about this post and what is below it; null for all.';
COMMENT ON COLUMN app.webhooks.description IS 'Null for none.';
COMMENT ON COLUMN app.webhooks.ended IS 'Why Agora disabled it; null when it did not.';
COMMENT ON COLUMN app.webhooks.failing_since IS 'The first failed attempt since the last success; null when the last attempt succeeded.';
COMMENT ON COLUMN app.webhooks.active_since IS 'Earlier events are not fanned out to it.';
COMMENT ON COLUMN app.webhooks.deleted_at IS 'Hidden since then, until the purge has deleted its deliveries; null while it exists.';

CREATE INDEX webhooks_owner_id_created_at_id_idx ON app.webhooks (owner_id, created_at DESC, id DESC);
CREATE INDEX webhooks_is_active_idx ON app.webhooks (id) WHERE is_active;
CREATE INDEX webhooks_deleted_at_idx ON app.webhooks (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE app.webhook_secrets (
    id         uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT webhook_secrets_pkey PRIMARY KEY,
    webhook_id uuid        NOT NULL CONSTRAINT webhook_secrets_webhook_id_fkey REFERENCES app.webhooks (id) ON DELETE CASCADE,
    sealed     bytea       NOT NULL CONSTRAINT webhook_secrets_sealed_check CHECK (octet_length(sealed) BETWEEN 29 AND 256),
    created_at timestamptz NOT NULL,
    expires_at timestamptz
);

COMMENT ON TABLE app.webhook_secrets IS 'What signs deliveries, encrypted by a key that the database does not have. Natural key: none.';
COMMENT ON COLUMN app.webhook_secrets.expires_at IS 'Null for the current one; former ones sign until then.';

CREATE INDEX webhook_secrets_webhook_id_idx ON app.webhook_secrets (webhook_id);

CREATE TABLE app.webhook_deliveries (
    id               uuid        NOT NULL CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
    webhook_id       uuid        NOT NULL CONSTRAINT webhook_deliveries_webhook_id_fkey REFERENCES app.webhooks (id) ON DELETE CASCADE,
    batch            bigint      NOT NULL,
    log_id           bigint      NOT NULL,
    event_id         uuid        NOT NULL,
    type             text        NOT NULL,
    audience         text        NOT NULL,
    occurred_at      timestamptz NOT NULL,
    subject_id       uuid        NOT NULL,
    post_id          uuid,
    comment_id       uuid,
    owner_id         uuid        NOT NULL,
    user_id          uuid,
    subject_version  integer,
    state            text        NOT NULL DEFAULT 'waiting' CONSTRAINT webhook_deliveries_state_check CHECK (
                                     state IN ('waiting', 'succeeded', 'dead')),
    is_sent          boolean     NOT NULL DEFAULT false,
    due_at           timestamptz,
    lease_until      timestamptz,
    attempt          integer     NOT NULL DEFAULT 0,
    fencing_token    integer     NOT NULL DEFAULT 0,
    first_attempt_at timestamptz,
    attempted_at     timestamptz,
    status           integer,
    duration_ms      integer,
    error            text        CONSTRAINT webhook_deliveries_error_check CHECK (char_length(error) <= 200),
    response         text        CONSTRAINT webhook_deliveries_response_check CHECK (octet_length(response) <= 4096),
    finished_at      timestamptz,
    created_at       timestamptz NOT NULL,
    CONSTRAINT webhook_deliveries_due_at_check CHECK (due_at IS NULL OR state = 'waiting'),
    CONSTRAINT webhook_deliveries_lease_until_check CHECK (lease_until IS NULL OR due_at IS NOT NULL),
    CONSTRAINT webhook_deliveries_finished_at_check CHECK ((state = 'waiting') = (finished_at IS NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

COMMENT ON TABLE app.webhook_deliveries IS
    'An event for a subscription, and what became of it. The id is computed from both, so that a repetition has the same. Natural key: none, since id stands for webhook_id with event_id.';
COMMENT ON COLUMN app.webhook_deliveries.batch IS 'With log_id the position of the event in the log; 0 for a test.';
COMMENT ON COLUMN app.webhook_deliveries.subject_id IS 'Deliveries of one subject to one webhook keep the order of the log.';
COMMENT ON COLUMN app.webhook_deliveries.post_id IS 'As in the event log.';
COMMENT ON COLUMN app.webhook_deliveries.comment_id IS 'As in the event log.';
COMMENT ON COLUMN app.webhook_deliveries.user_id IS 'As in the event log.';
COMMENT ON COLUMN app.webhook_deliveries.subject_version IS 'The version of the event log.';
COMMENT ON COLUMN app.webhook_deliveries.state IS 'dead: every attempt failed. One that is withheld is deleted.';
COMMENT ON COLUMN app.webhook_deliveries.is_sent IS
    'Whether an attempt ended, which is after its owner was found to see the event. Others are shown to no one.';
COMMENT ON COLUMN app.webhook_deliveries.due_at IS 'Null when it has ended, or waits behind an earlier one of its subject.';
COMMENT ON COLUMN app.webhook_deliveries.lease_until IS 'Until then a worker attempts it; null when none does.';
COMMENT ON COLUMN app.webhook_deliveries.fencing_token IS 'Claims in all. An outcome is stored for the current one only.';
COMMENT ON COLUMN app.webhook_deliveries.first_attempt_at IS 'Null before it.';
COMMENT ON COLUMN app.webhook_deliveries.attempted_at IS 'The last attempt; null before the first.';
COMMENT ON COLUMN app.webhook_deliveries.status IS 'Of the last response; null when there was none.';
COMMENT ON COLUMN app.webhook_deliveries.duration_ms IS 'Of the last attempt; null before the first.';
COMMENT ON COLUMN app.webhook_deliveries.error IS 'Why the last attempt failed; null when it succeeded, and before the first.';
COMMENT ON COLUMN app.webhook_deliveries.response IS 'The beginning of the body of the last response; null for none.';
COMMENT ON COLUMN app.webhook_deliveries.finished_at IS 'Null while it waits.';

-- The claim.
CREATE INDEX webhook_deliveries_webhook_id_due_at_idx ON app.webhook_deliveries (webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_lease_until_idx ON app.webhook_deliveries (lease_until) WHERE lease_until IS NOT NULL;

-- The next of a subject.
CREATE INDEX webhook_deliveries_webhook_id_subject_id_idx ON app.webhook_deliveries (webhook_id, subject_id, batch, log_id)
    WHERE state = 'waiting';

-- The list, which reads the states that it shows one by one, and the foreign key.
CREATE INDEX webhook_deliveries_webhook_id_is_sent_state_created_at_id_idx
    ON app.webhook_deliveries (webhook_id, is_sent, state, created_at DESC, id DESC);

-- The purge.
CREATE INDEX webhook_deliveries_finished_at_idx ON app.webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE app.webhook_cursor (
    is_only boolean NOT NULL DEFAULT true CONSTRAINT webhook_cursor_pkey PRIMARY KEY CONSTRAINT webhook_cursor_is_only_check CHECK (is_only),
    batch   bigint  NOT NULL,
    log_id  bigint  NOT NULL
);

COMMENT ON TABLE app.webhook_cursor IS 'The position of the event log up to which events were fanned out. One row. Natural key: is_only.';

-- Called by functions of repeatable files that are applied before the one of webhooks. This one hides all webhooks of an account.
CREATE FUNCTION app.end_webhooks(of_owner uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE app.webhooks AS w
    SET is_active = false,
        deleted_at = statement_timestamp()
    WHERE w.owner_id = of_owner
      AND w.deleted_at IS NULL;
    DELETE FROM app.webhook_secrets AS s WHERE s.webhook_id IN (SELECT w.id FROM app.webhooks AS w WHERE w.owner_id = of_owner);
END
$$;

-- Deletes up to "most" deliveries of webhooks that are hidden, and such webhooks without deliveries; returns how many rows. What is locked
-- waits for the next call: an outcome that is being stored, or a fan-out that began before the webhook was hidden.
CREATE FUNCTION app.remove_deleted_webhooks(of_owner uuid, most integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    removed integer;
    gone    integer;
BEGIN
    DELETE FROM app.webhook_deliveries AS d
    WHERE d.id = ANY (ARRAY(
        SELECT o.id
        FROM app.webhooks AS w
        JOIN app.webhook_deliveries AS o ON o.webhook_id = w.id
        WHERE w.deleted_at IS NOT NULL
          AND (of_owner IS NULL OR w.owner_id = of_owner)
        LIMIT most
        FOR UPDATE OF o SKIP LOCKED));
    GET DIAGNOSTICS removed = ROW_COUNT;

    DELETE FROM app.webhooks AS w
    WHERE w.id = ANY (ARRAY(
        SELECT e.id
        FROM app.webhooks AS e
        WHERE e.deleted_at IS NOT NULL
          AND (of_owner IS NULL OR e.owner_id = of_owner)
          AND NOT EXISTS (SELECT FROM app.webhook_deliveries AS d WHERE d.webhook_id = e.id)
        LIMIT most - removed
        FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN removed + gone;
END
$$;

-- Begins with the next event.
-- migrate: step
INSERT INTO app.webhook_cursor (batch, log_id)
SELECT b.id, b.last_id
FROM app.event_batches AS b
ORDER BY b.id DESC
LIMIT 1;

-- migrate: step
-- migrate: allow=PGM218 reason="the same check with one word more"
ALTER TABLE app.mail_outbox
    DROP CONSTRAINT mail_outbox_kind_check,
    ADD CONSTRAINT mail_outbox_kind_check CHECK (kind IN (
        'verify_email', 'reset_password', 'invitation', 'password_changed',
        'confirm_email_change', 'email_change_requested', 'email_changed', 'address_in_use', 'webhook_disabled')) NOT VALID;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_kind_check;
