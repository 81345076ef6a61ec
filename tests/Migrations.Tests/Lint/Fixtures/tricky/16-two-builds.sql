--- passes
-- migrate: step transaction=off
create index concurrently users_score_idx on app.users (score); -- one
;
/* between */ ;;
create index concurrently orders_total_idx on app.orders (total);
