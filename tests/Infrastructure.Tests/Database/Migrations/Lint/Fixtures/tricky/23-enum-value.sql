--- triggers
alter type app.mood add value 'fine' after 'good';
insert into app.users (id, email, code, mood) values (1, 'a', 1, 'fine'); -- ! PGM509
--- passes
alter type app.mood add value 'fine' after 'good';
-- migrate: step
insert into app.users (id, email, code, mood) values (1, 'a', 1, 'fine');
--- passes
create type app.level as enum ('low');
alter type app.level add value 'high' after 'low';
select 'high'::app.level;
