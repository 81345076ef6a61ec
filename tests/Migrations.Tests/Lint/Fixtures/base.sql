-- What stands before every case, unless its section says nobase.
CREATE SCHEMA app;

CREATE TYPE app.mood AS ENUM ('good', 'bad');
CREATE DOMAIN app.word AS text;
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);

CREATE TABLE app.users (
    id         bigint CONSTRAINT users_pkey PRIMARY KEY,
    email      text NOT NULL CONSTRAINT users_email_key UNIQUE,
    name       varchar(50),
    age        int CONSTRAINT users_age_check CHECK (age > 0),
    code       int NOT NULL CONSTRAINT users_code_key UNIQUE,
    bio        text,
    mood       app.mood,
    score      numeric(10, 2),
    seen_at    timestamp,
    data       jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX users_name_lower_idx ON app.users (lower(name));
CREATE INDEX users_bio_score_idx ON app.users (bio, score);
CREATE INDEX users_data_idx ON app.users USING gin (data);

CREATE TABLE app.orders (
    id      bigint CONSTRAINT orders_pkey PRIMARY KEY,
    user_id bigint NOT NULL CONSTRAINT orders_user_id_fkey REFERENCES app.users (id),
    total   int,
    label   varchar(20),
    state   text
);
CREATE INDEX orders_user_id_idx ON app.orders (user_id);
CREATE INDEX orders_state_idx ON app.orders (state);

CREATE TABLE app.keyless (id bigint NOT NULL, other bigint);
CREATE UNIQUE INDEX keyless_id_key ON app.keyless (id);
CREATE UNIQUE INDEX keyless_other_key ON app.keyless (other);

CREATE TABLE app.days (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE app.days_1 PARTITION OF app.days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE app.years (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE app.years_1 PARTITION OF app.years FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE app.years_rest PARTITION OF app.years DEFAULT;
CREATE TABLE app.spare (id bigint NOT NULL, day date NOT NULL);

CREATE SEQUENCE app.numbers;
CREATE VIEW app.people AS SELECT id, email FROM app.users;
CREATE MATERIALIZED VIEW app.totals AS SELECT user_id, sum(total) AS total FROM app.orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_user_id_key ON app.totals (user_id);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION app.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
CREATE FUNCTION app.seven() RETURNS int LANGUAGE sql AS 'SELECT 7';
CREATE FUNCTION app.wipe() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE app.orders; END $$;
CREATE PROCEDURE app.batches() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
CREATE PROCEDURE app.steps() LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
CREATE TRIGGER users_touch BEFORE UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE POLICY users_select ON app.users FOR SELECT USING (true);
