--- triggers
alter table app.users add column c int default 5 check (c > 0); -- ! PGM210
-- migrate: step
alter table app.users add column d app.positive; -- ! PGM305
-- migrate: step
alter table app.users add column e timestamptz default now();
