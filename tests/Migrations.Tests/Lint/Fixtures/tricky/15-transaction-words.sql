--- triggers
begin; -- ! PGM601
select 1;
commit; -- ! PGM601
--- passes
create function app.talks() returns void language plpgsql as $$ begin raise notice 'COMMIT; begin; ROLLBACK TO x'; end $$;
