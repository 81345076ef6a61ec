--- triggers
select $a$ $$ ; $b$ ; drop table app.users; $a$, $tägged$ ; $tägged$;
create table app.a$$b (id bigint primary key);
drop table app.spare; -- ! PGM502
