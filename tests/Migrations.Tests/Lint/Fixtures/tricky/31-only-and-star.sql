--- triggers
alter table if exists app.users * add column c json; -- ! PGM314
-- migrate: step
alter table only (app.orders) add column d json; -- ! PGM314
