--- passes
create table app."x -- ; drop table y" (id bigint primary key, """" int);
