--- triggers
create table app.t2 (id bigint primary key, a int);
create index t2_a_idx on app.t2 (a);
create index t2_a2_idx on t2 (a desc);
create index other_a_idx on other.t2 (a); -- ! PGM101
create index "T2_a_idx" on app."T2" (a); -- ! PGM101 PGM213 PGM611
create index "t2_a3_idx" on "app"."t2" (a nulls first);
