-- Publications of this database with their tables, and subscriptions with their state.
SELECT 'publication'                                                               AS kind,
       p.pubname                                                                   AS name,
       CASE WHEN p.puballtables THEN 'all tables' ELSE count(t.tablename) || ' tables' END AS detail,
       NULL::numeric                                                               AS last_message_seconds,
       NULL::bigint                                                                AS errors
FROM pg_publication AS p
LEFT JOIN pg_publication_tables AS t ON t.pubname = p.pubname
GROUP BY p.pubname, p.puballtables
UNION ALL
SELECT 'subscription', s.subname, CASE WHEN s.pid IS NULL THEN 'not running' ELSE s.worker_type END,
       round(extract(epoch FROM now() - s.last_msg_receipt_time), 1), st.apply_error_count + st.sync_error_count
FROM pg_stat_subscription AS s
LEFT JOIN pg_stat_subscription_stats AS st USING (subid)
ORDER BY 1, 2
