-- Who has read what, as far as counting a reader once in a while and the personal feed need it.

CREATE TABLE app.post_reads (
    user_id    uuid        NOT NULL CONSTRAINT post_reads_user_id_fkey REFERENCES app.users (id) ON DELETE CASCADE,
    post_id    uuid        NOT NULL CONSTRAINT post_reads_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    counted_at timestamptz NOT NULL,
    CONSTRAINT post_reads_pkey PRIMARY KEY (user_id, post_id)
) WITH (fillfactor = 80);

COMMENT ON TABLE app.post_reads IS 'When a view of a signed-in reader was last counted; forgotten after 90 days. Natural key: its primary key.';

CREATE INDEX post_reads_post_id_idx ON app.post_reads (post_id);
CREATE INDEX post_reads_user_id_counted_at_idx ON app.post_reads (user_id, counted_at DESC) INCLUDE (post_id);
CREATE INDEX post_reads_counted_at_idx ON app.post_reads (counted_at);

-- Not logged: after a crash of the server some visitors of the last day are counted once more, and nothing else is lost.
CREATE UNLOGGED TABLE app.post_visits (
    post_id    uuid        NOT NULL CONSTRAINT post_visits_post_id_fkey REFERENCES app.posts (id) ON DELETE CASCADE,
    visitor    uuid        NOT NULL,
    counted_at timestamptz NOT NULL,
    CONSTRAINT post_visits_pkey PRIMARY KEY (post_id, visitor)
) WITH (fillfactor = 80);

COMMENT ON TABLE app.post_visits IS 'When a view of a visitor without an account was last counted; forgotten after a day. Natural key: its primary key.';
COMMENT ON COLUMN app.post_visits.visitor IS 'Keyed hash of a network address, which is stored nowhere.';

CREATE INDEX post_visits_counted_at_idx ON app.post_visits (counted_at);
