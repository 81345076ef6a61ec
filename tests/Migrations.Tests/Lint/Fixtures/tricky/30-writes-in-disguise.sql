--- triggers
select id into app.copies from app.users where id = 1;
create index copies_id_idx on app.copies (id);
with gone as (delete from app.orders returning id) select count(*) from gone; -- ! PGM701
explain analyze update app.orders set total = 1; -- ! PGM701
explain analyze create table app.analysed as select 1 as one;
create index analysed_one_idx on app.analysed (one);
--- passes
explain update app.orders set total = 1;
explain (analyze false) update app.orders set total = 1;
