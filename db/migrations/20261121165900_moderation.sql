-- Moderation: what readers flag becomes a case, one for each post or comment, which moderators decide. The case is the one place that
-- is written; a trigger hides and shows the content, gives and takes strikes, and writes the public log, so that none of them can be
-- forgotten or forged.

CREATE TABLE app.moderation_settings (
    id               boolean     NOT NULL DEFAULT true CONSTRAINT moderation_settings_pkey PRIMARY KEY CONSTRAINT moderation_settings_id_check CHECK (id),
    hide_after_flags integer     NOT NULL DEFAULT 3 CONSTRAINT moderation_settings_hide_after_flags_check CHECK (hide_after_flags BETWEEN 0 AND 1000),
    version          integer     NOT NULL DEFAULT 1,
    updated_at       timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.moderation_settings IS 'How moderation works here; one row. Natural key: there is only one.';
COMMENT ON COLUMN app.moderation_settings.hide_after_flags IS 'Flags since the last decision that hide something before a moderator looks; 0 for never.';

INSERT INTO app.moderation_settings DEFAULT VALUES;

CREATE TABLE app.moderation_cases (
    id          uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT moderation_cases_pkey PRIMARY KEY,
    post_id     uuid        CONSTRAINT moderation_cases_post_id_key UNIQUE
                            CONSTRAINT moderation_cases_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    comment_id  uuid        CONSTRAINT moderation_cases_comment_id_key UNIQUE
                            CONSTRAINT moderation_cases_comment_id_fkey REFERENCES app.comments (id) ON DELETE CASCADE,
    author_id   uuid        NOT NULL CONSTRAINT moderation_cases_author_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    status      text        NOT NULL DEFAULT 'open'
                            CONSTRAINT moderation_cases_status_check CHECK (status IN ('open', 'approved', 'rejected', 'appealed')),
    category    text        NOT NULL CONSTRAINT moderation_cases_category_check
                            CHECK (category IN ('spam', 'abuse', 'illegal', 'privacy', 'misinformation', 'offtopic', 'other')),
    flag_count  integer     NOT NULL DEFAULT 0 CONSTRAINT moderation_cases_flag_count_check CHECK (flag_count >= 0),
    hidden_by   text        CONSTRAINT moderation_cases_hidden_by_check CHECK (hidden_by IN ('flags', 'moderator')),
    hidden_from text,
    assignee_id uuid        CONSTRAINT moderation_cases_assignee_id_fkey REFERENCES app.users (id) ON DELETE SET NULL,
    reason      text        CONSTRAINT moderation_cases_reason_check CHECK (char_length(reason) BETWEEN 1 AND 2000),
    decided_by  uuid        CONSTRAINT moderation_cases_decided_by_fkey REFERENCES app.users (id) ON DELETE SET NULL,
    decided_at  timestamptz,
    appeal      text        CONSTRAINT moderation_cases_appeal_check CHECK (char_length(appeal) BETWEEN 1 AND 2000),
    appealed_at timestamptz,
    opened_at   timestamptz NOT NULL DEFAULT now(),
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT moderation_cases_subject_check CHECK (num_nonnulls(post_id, comment_id) = 1),
    CONSTRAINT moderation_cases_decision_check CHECK (status NOT IN ('approved', 'rejected') OR decided_at IS NOT NULL),
    CONSTRAINT moderation_cases_appealed_at_check CHECK ((appeal IS NULL) = (appealed_at IS NULL))
);

COMMENT ON TABLE app.moderation_cases IS 'What was flagged and what became of it. Natural key: post_id or comment_id, whichever it has.';
COMMENT ON COLUMN app.moderation_cases.post_id IS 'Null when the case is about a comment.';
COMMENT ON COLUMN app.moderation_cases.comment_id IS 'Null when the case is about a post.';
COMMENT ON COLUMN app.moderation_cases.category IS 'Of the first flag since the last decision, or what the moderator found.';
COMMENT ON COLUMN app.moderation_cases.flag_count IS 'Since the last decision.';
COMMENT ON COLUMN app.moderation_cases.hidden_by IS 'Null while the content is shown.';
COMMENT ON COLUMN app.moderation_cases.hidden_from IS 'The status that a hidden post goes back to; null otherwise.';
COMMENT ON COLUMN app.moderation_cases.assignee_id IS 'Null while no moderator has taken the case.';
COMMENT ON COLUMN app.moderation_cases.reason IS 'Of the last decision, for the author; null before the first.';
COMMENT ON COLUMN app.moderation_cases.decided_by IS 'Null before the first decision, or when that account is gone.';
COMMENT ON COLUMN app.moderation_cases.decided_at IS 'Null before the first decision.';
COMMENT ON COLUMN app.moderation_cases.appeal IS 'Null while the author has not appealed.';
COMMENT ON COLUMN app.moderation_cases.appealed_at IS 'Null while the author has not appealed.';
COMMENT ON COLUMN app.moderation_cases.opened_at IS 'Its place in the queue: when it was last opened or appealed.';

CREATE INDEX moderation_cases_status_opened_at_id_idx ON app.moderation_cases (status, opened_at, id);
CREATE INDEX moderation_cases_author_id_opened_at_id_idx ON app.moderation_cases (author_id, opened_at DESC, id DESC);
CREATE INDEX moderation_cases_assignee_id_idx ON app.moderation_cases (assignee_id);
CREATE INDEX moderation_cases_decided_by_idx ON app.moderation_cases (decided_by);

CREATE TABLE app.flags (
    id          uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT flags_pkey PRIMARY KEY,
    case_id     uuid        NOT NULL CONSTRAINT flags_case_id_fkey REFERENCES app.moderation_cases (id) ON DELETE CASCADE,
    reporter_id uuid        NOT NULL CONSTRAINT flags_reporter_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    category    text        NOT NULL CONSTRAINT flags_category_check
                            CHECK (category IN ('spam', 'abuse', 'illegal', 'privacy', 'misinformation', 'offtopic', 'other')),
    note        text        CONSTRAINT flags_note_check CHECK (char_length(note) BETWEEN 1 AND 1000),
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT flags_case_id_reporter_id_key UNIQUE (case_id, reporter_id)
);

COMMENT ON TABLE app.flags IS 'Who found what wrong. Natural key: case_id and reporter_id, for a person flags a thing once.';
COMMENT ON COLUMN app.flags.note IS 'Null when the category says it all.';

CREATE INDEX flags_case_id_created_at_id_idx ON app.flags (case_id, created_at, id);
CREATE INDEX flags_reporter_id_idx ON app.flags (reporter_id);

CREATE TABLE app.strikes (
    case_id    uuid        NOT NULL CONSTRAINT strikes_pkey PRIMARY KEY
                           CONSTRAINT strikes_case_id_fkey REFERENCES app.moderation_cases (id) ON DELETE CASCADE,
    user_id    uuid        NOT NULL CONSTRAINT strikes_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    category   text        NOT NULL,
    given_at   timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);

COMMENT ON TABLE app.strikes IS 'One for each thing of an author that a moderator rejected. Derived from the cases. Natural key: case_id.';
COMMENT ON COLUMN app.strikes.revoked_at IS 'Null while it stands; set when an appeal succeeds.';

CREATE INDEX strikes_user_id_given_at_case_id_idx ON app.strikes (user_id, given_at DESC, case_id DESC);

CREATE TABLE app.moderation_log (
    id         uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT moderation_log_pkey PRIMARY KEY,
    action     text        NOT NULL CONSTRAINT moderation_log_action_check
                           CHECK (action IN ('hidden', 'approved', 'rejected', 'appealed', 'renamed', 'merged')),
    subject    text        NOT NULL CONSTRAINT moderation_log_subject_check CHECK (subject IN ('post', 'comment', 'tag')),
    subject_id uuid,
    category   text,
    tag        text,
    into_tag   text,
    done_by    text        NOT NULL CONSTRAINT moderation_log_done_by_check CHECK (done_by IN ('flags', 'author', 'moderator', 'admin', 'system')),
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.moderation_log IS
    'What moderation did, for everyone to read: no person, no text, no reason. Append-only, by triggers. No natural key: a thing may happen twice.';
COMMENT ON COLUMN app.moderation_log.subject_id IS 'Null for a tag. No foreign key: the entry outlives what it is about.';
COMMENT ON COLUMN app.moderation_log.category IS 'Null where there is none.';
COMMENT ON COLUMN app.moderation_log.tag IS 'Null unless it is about a tag.';
COMMENT ON COLUMN app.moderation_log.into_tag IS 'The name that a tag has now; null unless it is about a tag.';
COMMENT ON COLUMN app.moderation_log.done_by IS 'In which role, never who.';

CREATE INDEX moderation_log_created_at_id_idx ON app.moderation_log (created_at DESC, id DESC);
