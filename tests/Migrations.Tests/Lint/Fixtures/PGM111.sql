--- triggers
ALTER INDEX app.users_data_idx SET (fastupdate = off); -- ! PGM111
-- migrate: step
ALTER INDEX app.users_data_idx SET TABLESPACE fast; -- ! PGM111
--- passes
ALTER INDEX app.users_data_idx RENAME TO users_data2_idx;
ALTER INDEX app.orders_state_idx SET (fillfactor = 70);
