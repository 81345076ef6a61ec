--- triggers
create function app.f(x int) returns int language sql
begin atomic
    select case when x > 0 then 1 else 2 end;
    select "end" from (values (1)) as v ("end");
end;
drop table app.spare; -- ! PGM502
