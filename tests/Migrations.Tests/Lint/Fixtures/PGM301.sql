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
-- migrate: step
ALTER TABLE app.users ADD COLUMN code2 text DEFAULT nanoid(); -- ! PGM301
-- migrate: step
ALTER TABLE app.users ADD COLUMN code3 text DEFAULT lower(public.nanoid(21)); -- ! PGM301
--- passes
ALTER TABLE app.users ADD COLUMN a1 varchar(20) DEFAULT lower('X')::varchar(20);
ALTER TABLE app.users ADD COLUMN a2 numeric(10, 2) DEFAULT coalesce(CAST('1' AS numeric(10, 2)), round(1.5));
ALTER TABLE app.users ADD COLUMN a3 uuid DEFAULT uuid_generate_v5(uuid_ns_dns(), 'x');
ALTER TABLE app.users ADD COLUMN a4 jsonb DEFAULT jsonb_build_object('a', array_fill(0, ARRAY[3]));
ALTER TABLE app.users ADD COLUMN a5 timestamptz DEFAULT current_timestamp(3);
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
