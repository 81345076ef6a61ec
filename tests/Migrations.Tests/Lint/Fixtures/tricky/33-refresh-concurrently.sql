--- passes
refresh materialized view concurrently app.totals;
