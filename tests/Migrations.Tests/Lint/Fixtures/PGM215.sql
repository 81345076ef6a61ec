--- triggers
CREATE TABLE app.notes (
    id       bigint CONSTRAINT notes_pkey PRIMARY KEY,
    user_id  int CONSTRAINT notes_user_id_fkey REFERENCES app.users (id), -- ! PGM215
    order_id text,
    CONSTRAINT notes_order_id_fkey FOREIGN KEY (order_id) REFERENCES app.orders -- ! PGM215
);
CREATE INDEX notes_user_id_idx ON app.notes (user_id);
CREATE INDEX notes_order_id_idx ON app.notes (order_id);
--- passes
CREATE TABLE app.notes (
    id       bigserial CONSTRAINT notes_pkey PRIMARY KEY,
    user_id  int8 CONSTRAINT notes_user_id_fkey REFERENCES app.users,
    other_id bigint CONSTRAINT notes_other_id_fkey REFERENCES app.notes (id)
);
CREATE INDEX notes_user_id_idx ON app.notes (user_id);
CREATE INDEX notes_other_id_idx ON app.notes (other_id);
