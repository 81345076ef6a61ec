--- triggers invalid
-- !file PGM905
\restrict abc -- ! PGM609
CREATE INDEX users_score_idx ON app.users (score); -- ! PGM101
\i other.sql -- ! PGM609
--- passes
SELECT E'\\i other.sql';
