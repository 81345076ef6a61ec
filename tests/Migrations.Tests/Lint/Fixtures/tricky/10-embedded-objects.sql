--- triggers
create rule users_log as on delete to app.users do also (insert into app.spare values (1, '2026-01-01'); update app.spare set id = 2); -- ! PGM408
-- migrate: step
create schema shop
    create table items (id bigint primary key, user_id bigint references app.users) -- ! PGM115
    create index items_name_idx on items (id)
    create view names as select id from items;
create index items_user_id_idx on shop.items (id);
