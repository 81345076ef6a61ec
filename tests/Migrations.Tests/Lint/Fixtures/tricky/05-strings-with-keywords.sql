--- passes
comment on table app.users is 'drop table app.users; create index i on t (a)';
comment on table app.orders is 'it''s; drop table x; '
    'truncate y;';
