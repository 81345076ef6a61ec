--- passes
create table app.U&"\0441;" (id bigint primary key);
select U&'d!0061t; drop table x' UESCAPE '!';
