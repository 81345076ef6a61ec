using Agora.Migrations.Running;
using Npgsql;

namespace Agora.Migrations.Tracing;

/// <summary>What filling and cleaning scratch tables share.</summary>
internal static class RowTools
{
    /// <summary>Triggers and foreign keys sleep in this session, where its role may say so; otherwise they just work.</summary>
    public static async Task IgnoreTriggersAsync(ServerConnection connection, CancellationToken ct)
    {
        try
        {
            await connection.SendAsync("SET session_replication_role = replica", ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // The rows are then made under the eyes of every trigger.
        }
    }

    /// <summary>
    /// Flushes the statistics of the session: its counters of scans reach others late, and would be taken for theirs.
    /// </summary>
    public static Task<int> FlushCountersAsync(ServerConnection connection, CancellationToken ct) =>
        connection.SendAsync("SELECT pg_catalog.pg_stat_force_next_flush()", ct);

    /// <summary>Removes rows whose foreign key points at nothing, until none is left.</summary>
    public static async Task RemoveOrphansAsync(ServerConnection connection, CancellationToken ct)
    {
        const string sql = """
            SELECT format(
                'DELETE FROM %s AS c WHERE %s AND NOT EXISTS (SELECT FROM %s AS p WHERE %s)',
                f.conrelid::pg_catalog.regclass,
                (SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ')
                 FROM unnest(f.conkey) AS k (n)
                 JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = k.n),
                f.confrelid::pg_catalog.regclass,
                (SELECT string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' AND ')
                 FROM unnest(f.conkey, f.confkey) AS k (c, p)
                 JOIN pg_catalog.pg_attribute AS ca ON ca.attrelid = f.conrelid AND ca.attnum = k.c
                 JOIN pg_catalog.pg_attribute AS pa ON pa.attrelid = f.confrelid AND pa.attnum = k.p))
            FROM pg_catalog.pg_constraint AS f
            WHERE f.contype = 'f'
              AND f.conparentid = 0
            """;
        const int rounds = 5;
        var deletes = await connection.ReadAsync(new SqlCommand(sql), row => row.GetString(0), ct);
        for (var round = 0; round < rounds; round++)
        {
            var gone = 0;
            foreach (var delete in deletes)
            {
                gone += await connection.SendAsync(delete, ct);
            }

            if (gone == 0)
            {
                break;
            }
        }
    }
}
