--- passes
/* a /* b; */ drop table app.users; */ select 1;
