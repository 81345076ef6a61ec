--- triggers
DO LANGUAGE plpgsql 'begin alter table app.users add column c float default random(); end'; -- ! PGM301 PGM612
