-- What keeps vacuum from removing dead rows: sessions, slots, prepared transactions and standbys that hold an old snapshot.
-- column age_transactions: transactions that began since.
SELECT *
FROM (
    SELECT 'session'                                                               AS holder,
           pid::text                                                               AS id,
           coalesce(state, backend_type)                                           AS detail,
           greatest(age(backend_xmin), age(backend_xid))                           AS age_transactions,
           round(extract(epoch FROM clock_timestamp() - xact_start), 1)            AS held_seconds,
           left(regexp_replace(query, '\s+', ' ', 'g'), 200)                       AS statement
    FROM pg_stat_activity
    WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
    UNION ALL
    SELECT 'slot', slot_name, slot_type || CASE WHEN active THEN ', active' ELSE ', inactive' END,
           greatest(age(xmin), age(catalog_xmin)), round(extract(epoch FROM now() - inactive_since), 1), NULL
    FROM pg_replication_slots
    WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
    UNION ALL
    SELECT 'prepared transaction', gid, owner::text, age(transaction), round(extract(epoch FROM now() - prepared), 1), NULL
    FROM pg_prepared_xacts
    UNION ALL
    SELECT 'standby', application_name, state, age(backend_xmin), NULL, NULL
    FROM pg_stat_replication
    WHERE backend_xmin IS NOT NULL
) AS holders
ORDER BY age_transactions DESC NULLS LAST, held_seconds DESC NULLS LAST
LIMIT 100
