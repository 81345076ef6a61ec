--- triggers invalid external
-- !file PGM905
\restrict h4sh -- ! PGM609
set statement_timeout = '1s';
set lock_timeout = '1s';
drop table app.spare; -- ! PGM502
\unrestrict h4sh -- ! PGM609
