--- triggers
ALTER TABLE app.users ADD COLUMN token uuid DEFAULT gen_random_uuid(); -- ! PGM301
-- migrate: step
ALTER TABLE app.users ADD COLUMN luck float NOT NULL DEFAULT random(); -- ! PGM301
-- migrate: step
ALTER TABLE app.users ADD seen_now timestamptz DEFAULT clock_timestamp(), ADD note text; -- ! PGM301
-- migrate: step
ALTER TABLE app.users ADD COLUMN number bigint DEFAULT nextval('app.numbers'); -- ! PGM301
-- migrate: step
ALTER TABLE app.users ADD COLUMN said text DEFAULT pg_catalog.timeofday(); -- ! PGM301
-- migrate: step
ALTER TABLE app.users ADD COLUMN foreign_id text DEFAULT other.make_id(); -- ! PGM301
--- passes
ALTER TABLE app.users ADD COLUMN a int DEFAULT 5;
ALTER TABLE app.users ADD COLUMN b timestamptz DEFAULT now();
ALTER TABLE app.users ADD COLUMN c timestamptz DEFAULT current_timestamp;
ALTER TABLE app.users ADD COLUMN d timestamptz DEFAULT statement_timestamp();
ALTER TABLE app.users ADD COLUMN e timestamptz DEFAULT transaction_timestamp();
ALTER TABLE app.users ADD COLUMN f timestamptz DEFAULT localtimestamp;
ALTER TABLE app.users ADD COLUMN g name DEFAULT current_user;
ALTER TABLE app.users ADD COLUMN h text DEFAULT lower('X');
ALTER TABLE app.users ADD COLUMN i text DEFAULT pg_catalog.lower('X');
ALTER TABLE app.users ADD COLUMN j text DEFAULT to_char(now(), 'YYYY');
ALTER TABLE app.users ADD COLUMN k point DEFAULT point(0, 0);
ALTER TABLE app.users ADD COLUMN l int[] DEFAULT ARRAY[1, 2];
ALTER TABLE app.users ADD COLUMN m jsonb NOT NULL DEFAULT '{}'::jsonb;
ALTER TABLE app.users ADD COLUMN n app.mood DEFAULT 'good';
ALTER TABLE app.users ADD COLUMN o int DEFAULT app.seven();
ALTER TABLE app.users ADD COLUMN p text DEFAULT 'random()';
-- migrate: step
CREATE TABLE app.fresh (id uuid DEFAULT gen_random_uuid() CONSTRAINT fresh_pkey PRIMARY KEY);
ALTER TABLE app.fresh ADD COLUMN token uuid DEFAULT gen_random_uuid();
