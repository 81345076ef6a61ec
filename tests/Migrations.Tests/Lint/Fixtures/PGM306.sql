--- triggers
ALTER TABLE app.users ALTER COLUMN age TYPE bigint; -- ! PGM306
-- migrate: step
ALTER TABLE app.users ALTER COLUMN score TYPE numeric(12, 3); -- ! PGM306
-- migrate: step
ALTER TABLE app.users ALTER COLUMN bio TYPE varchar(20); -- ! PGM306 PGM704
-- migrate: step
ALTER TABLE app.users ALTER COLUMN data TYPE json; -- ! PGM306 PGM314
-- migrate: step
ALTER TABLE app.users ALTER COLUMN mood TYPE text; -- ! PGM306
-- migrate: step
ALTER TABLE app.users ALTER COLUMN bio TYPE text USING upper(bio); -- ! PGM306
-- migrate: step
ALTER TABLE app.users ALTER COLUMN nowhere TYPE text; -- ! PGM306
-- migrate: step
ALTER TABLE app.users ALTER COLUMN seen_at TYPE date; -- ! PGM306
-- migrate: step
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar(10); -- ! PGM306 PGM704
-- migrate: step
ALTER TABLE app.orders ALTER COLUMN label TYPE char(20); -- ! PGM306
-- migrate: step
ANALYZE;
--- passes
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar(40);
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar;
ALTER TABLE app.orders ALTER COLUMN label TYPE text;
ALTER TABLE app.orders ALTER COLUMN label TYPE varchar USING label::varchar;
ALTER TABLE app.orders ALTER COLUMN label TYPE text USING CAST(label AS text);
-- migrate: step
ALTER TABLE app.users ALTER COLUMN score SET DATA TYPE numeric(14, 2);
ALTER TABLE app.users ALTER COLUMN score TYPE decimal;
ALTER TABLE app.users ALTER COLUMN bio TYPE app.word;
-- migrate: step
ANALYZE app.orders, app.users;
-- migrate: step
CREATE TABLE app.many (
    id bigint CONSTRAINT many_pkey PRIMARY KEY, a varbit(5), b timestamp(3), c interval(2), d cidr, e citext, f timestamptz(0), g time(1)
);
--- later
ALTER TABLE app.many ALTER COLUMN a TYPE varbit(9), ALTER COLUMN a TYPE bit varying;
--- passes
-- The rows of a foreign table are elsewhere; its definition changes without them.
CREATE FOREIGN TABLE app.remote (id bigint, name varchar(10), score numeric(10, 2)) SERVER archive;
-- migrate: step
ALTER FOREIGN TABLE app.remote ALTER COLUMN name TYPE int USING 1, ALTER COLUMN id SET NOT NULL, ADD COLUMN place text NOT NULL;
ALTER TABLE app.remote ALTER COLUMN score TYPE text, ALTER COLUMN name SET NOT NULL;
ALTER TABLE app.remote ADD CONSTRAINT remote_score_check CHECK (score > '');
