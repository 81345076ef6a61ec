--- triggers
alter table app.orders add constraint orders_total_not_null check (total is not null) not valid;
alter table app.orders validate constraint orders_total_not_null; -- ! PGM203 PGM611
alter table app.orders alter column total set not null;
alter table app.orders drop constraint orders_total_not_null;
--- passes
alter table app.orders add constraint orders_total_not_null check (total is not null) not valid;
-- migrate: step
alter table app.orders validate constraint orders_total_not_null;
-- migrate: step
alter table app.orders alter column total set not null;
-- migrate: step
alter table app.orders drop constraint orders_total_not_null;
--- triggers
alter table app.orders add constraint orders_total_not_null check (total is not null) not valid;
-- migrate: step
alter table app.orders validate constraint orders_total_not_null;
-- migrate: step
-- migrate: assert select not exists (select from app.orders where total is null)
alter table app.orders alter column total set not null, drop constraint orders_total_not_null; -- ! PGM205 PGM218
