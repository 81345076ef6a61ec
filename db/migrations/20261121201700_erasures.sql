-- Erasing a person: what was asked for and how far it has come, the mark of an account that does not come back, and whose a mail is,
-- because an address alone does not tell once the person has another.

CREATE TABLE app.erasures (
    user_id      uuid        NOT NULL CONSTRAINT erasures_pkey PRIMARY KEY
                             CONSTRAINT erasures_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    mode         text        NOT NULL CONSTRAINT erasures_mode_check CHECK (mode IN ('anonymise', 'remove')),
    asked_by     text        NOT NULL CONSTRAINT erasures_asked_by_check CHECK (asked_by IN ('owner', 'admin')),
    requested_at timestamptz NOT NULL,
    finished_at  timestamptz,
    items        bigint      NOT NULL DEFAULT 0 CONSTRAINT erasures_items_check CHECK (items >= 0)
);

COMMENT ON TABLE app.erasures IS 'Who was erased: an id that leads to nobody, kept as proof. Natural key: user_id.';
COMMENT ON COLUMN app.erasures.finished_at IS 'Null while something may be left.';
COMMENT ON COLUMN app.erasures.items IS 'Posts and comments emptied or deleted so far.';

CREATE INDEX erasures_requested_at_idx ON app.erasures (requested_at) WHERE finished_at IS NULL;

ALTER TABLE app.users ADD COLUMN erased_at timestamptz;
ALTER TABLE app.users
    ADD CONSTRAINT users_erased_at_check CHECK (
        erased_at IS NULL OR (deleted_at IS NOT NULL AND num_nonnulls(email, full_name, password_hash) = 0)) NOT VALID;

COMMENT ON COLUMN app.users.erased_at IS 'Null unless the person was erased; such an account is not restored.';

-- migrate: step
ALTER TABLE app.mail_outbox ADD COLUMN user_id uuid;
ALTER TABLE app.mail_outbox
    ADD CONSTRAINT mail_outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.users (id) ON DELETE CASCADE NOT VALID;

COMMENT ON COLUMN app.mail_outbox.user_id IS 'Whose address it was when the mail was asked for; null when nobody''s.';

-- migrate: step
ALTER TABLE app.users VALIDATE CONSTRAINT users_erased_at_check;

-- migrate: step
ALTER TABLE app.mail_outbox VALIDATE CONSTRAINT mail_outbox_user_id_fkey;

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY mail_outbox_user_id_idx ON app.mail_outbox (user_id);
