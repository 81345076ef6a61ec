-- Publications of this database with their tables, and subscriptions with their state.
-- column tables: that are published; of a subscription, those that are not copied yet.
SELECT 'publication'                                                               AS kind,
       p.pubname                                                                   AS name,
       CASE WHEN p.puballtables THEN 'all tables' ELSE count(t.tablename) || ' tables' END AS detail,
       string_agg(format('%I.%I', t.schemaname, t.tablename), ', ' ORDER BY t.schemaname, t.tablename) AS tables,
       NULL::numeric                                                               AS last_message_seconds,
       NULL::bigint                                                                AS errors
FROM pg_publication AS p
LEFT JOIN pg_publication_tables AS t ON t.pubname = p.pubname
GROUP BY p.pubname, p.puballtables
UNION ALL
SELECT 'subscription', s.subname, CASE WHEN s.pid IS NULL THEN 'not running' ELSE s.worker_type END,
       (SELECT string_agg(r.srrelid::regclass::text, ', ' ORDER BY r.srrelid::regclass::text)
        FROM pg_subscription_rel AS r
        WHERE r.srsubid = s.subid AND r.srsubstate <> 'r'),
       round(extract(epoch FROM now() - s.last_msg_receipt_time), 1), st.apply_error_count + st.sync_error_count
FROM pg_stat_subscription AS s
LEFT JOIN pg_stat_subscription_stats AS st USING (subid)
ORDER BY 1, 2
