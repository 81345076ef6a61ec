-- What the server allows and has: connections, memory, the place of its data, its clock.
-- column usable_connections: by roles without a right to the reserved ones.
-- column runtime_addresses: that app_api is connected from.
SELECT current_setting('max_connections')::int                                     AS connections_max,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - current_setting('reserved_connections')::int                          AS usable_connections,
       count(*)                                                                    AS connections,
       count(DISTINCT a.client_addr) FILTER (WHERE a.usename = 'app_api')          AS runtime_addresses,
       pg_size_bytes(current_setting('shared_buffers'))                            AS shared_buffers_bytes,
       current_setting('data_directory')                                           AS data_directory,
       clock_timestamp()                                                           AS now
FROM pg_stat_activity AS a
WHERE a.backend_type = 'client backend'
