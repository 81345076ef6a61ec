--- triggers
alter table app.orders add constraint orders_state_not_null check (state is not null) not valid;
-- migrate: step
alter table app.orders validate constraint orders_state_not_null;
-- migrate: step
-- migrate: assert select true
alter table app.orders alter column total set not null; -- ! PGM204
