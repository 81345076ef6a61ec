--- passes
select @-1, 1 <@ int4range(1, 2), '{}'::jsonb @> '{}', 1_000, 0x1F, 1.5e10, .5;
do $$ begin for i in 1..2 loop perform i; end loop; end $$;
