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
--- triggers
alter type app.mood add value 'fine' after 'good';
alter table app.users alter column mood set default 'fine'; -- ! PGM509
--- triggers
alter type app.mood add value 'fine' after 'good';
create table app.feelings (id bigint constraint feelings_pkey primary key, mood app.mood default 'fine'); -- ! PGM509
--- triggers
alter type app.mood add value 'fine' after 'good';
alter table app.users add constraint users_mood_check check (mood <> 'fine') not valid; -- ! PGM219 PGM509
--- passes
alter type app.mood add value 'fine' after 'good';
comment on type app.mood is 'fine';
