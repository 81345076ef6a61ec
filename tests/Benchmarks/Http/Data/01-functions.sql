-- What the data of the bench is made with. Everything follows from the number of a row by hashing, so that the same scale gives the same
-- data under any plan. All of it can run in parallel.
CREATE SCHEMA bench;

CREATE TABLE bench.size (
    users     bigint      NOT NULL,
    posts     bigint      NOT NULL,
    comments  bigint      NOT NULL,
    made_from text        NOT NULL,
    now       timestamptz NOT NULL DEFAULT now()
);

-- A number from 0 to below 1.
CREATE FUNCTION bench.random(n bigint, seed bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((hashint8extended(n, seed) >> 12) & 4503599627370495)::double precision / 4503599627370496;

-- A rank from 1 to "ranks" by Zipf's law: the second is half as likely as the first.
CREATE FUNCTION bench.zipf(n bigint, seed bigint, ranks integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN floor(ranks ^ bench.random(n, seed))::integer;

CREATE FUNCTION bench.user_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- Like the ids of new posts and comments these rise with time; new ones follow them.
CREATE FUNCTION bench.post_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

CREATE FUNCTION bench.comment_id(n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('01000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- An id of now, as UUID version 7 makes them, with a number of 48 bits as its random part.
CREATE FUNCTION bench.new_id(random bigint) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(random), 12, '0'))::uuid;

-- Every tenth post is a draft or archived; the one before it is published.
CREATE FUNCTION bench.published(n bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN n % 10 = 3 THEN n - 1 ELSE n END;

CREATE FUNCTION bench.syllable(k integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN substr('babebibodadedidofafefifogagegigohahehihojajejijokakekikolalelilo'
        || 'mamemimonaneninopapepiporarerirosasesisotatetitovavevivozazezizo', 2 * k + 1, 2);

-- Two syllables for the most frequent words and three for the others; the multipliers are odd, so no two ranks share a word.
CREATE FUNCTION bench.word(rank integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN rank <= 300 THEN bench.syllable((rank * 1237 % 4096) / 64) || bench.syllable(rank * 1237 % 64)
        ELSE bench.syllable((rank * 40503 % 262144) / 4096) || bench.syllable((rank * 40503 % 262144) / 64 % 64)
             || bench.syllable(rank * 40503 % 64)
    END;

CREATE FUNCTION bench.tag(rank integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN bench.word(1000 + rank);

-- A part of some names: a search for it finds about one user of five hundred.
CREATE FUNCTION bench.name_part(k integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN substr(bench.word(400 + 7 * k), 2, 4);

-- Two words of which the first is frequent.
CREATE FUNCTION bench.search_term(k integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN bench.word(60 + k) || ' ' || bench.word(20 + 3 * k);

CREATE FUNCTION bench.words(n bigint, seed bigint, amount integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (
        SELECT string_agg(bench.word(bench.zipf(n * 1000 + i, seed, 30000)) || CASE WHEN i % 11 = 0 THEN '.' ELSE '' END, ' ')
        FROM generate_series(1, amount) AS i
    );
