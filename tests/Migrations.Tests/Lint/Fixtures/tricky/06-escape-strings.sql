--- triggers
select E'\';--', '\';
alter table app.users drop column bio; -- ! PGM501
