--- triggers invalid external
copy app.users (id, email) from stdin; -- ! PGM610
1	a
\.
select 1;
