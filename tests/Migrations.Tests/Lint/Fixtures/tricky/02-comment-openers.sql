--- passes
/*/ drop table app.users; */ select 1 +-- drop table app.users;
2;
