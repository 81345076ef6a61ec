--- triggers invalid external
-- !file PGM609
\restrict h4sh
set statement_timeout = '1s';
set lock_timeout = '1s';
drop table app.spare; -- ! PGM502
\unrestrict h4sh
