--- triggers
create function app.dropper() returns void language plpgsql as $$ begin drop table app.users; end $$;
do $$ begin perform app.dropper(); end $$; -- ! PGM612
