--- triggers
alter table app.orders alter column label type varchar(100); -- ! PGM310
-- migrate: step
alter table app.users alter column name type varchar(100); -- ! PGM307 PGM310
-- migrate: step
alter table app.users add constraint users_bio_check check (bio <> '') not valid;
-- migrate: step
alter table app.users validate constraint users_bio_check;
-- migrate: step
alter table app.users alter column bio type varchar; -- ! PGM307 PGM310
