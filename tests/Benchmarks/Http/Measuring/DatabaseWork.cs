using Agora.Benchmarks.Http.Cluster;

namespace Agora.Benchmarks.Http.Measuring;

/// <summary>What a role has let PostgreSQL do up to a moment.</summary>
/// <param name="Statements">Statements that a client sent.</param>
/// <param name="Nested">Statements that functions and triggers ran.</param>
/// <param name="WalBytes">Of the whole server.</param>
internal sealed record DatabaseWork(long Statements, long Nested, long WalBytes)
{
    public static async Task<DatabaseWork> ReadAsync(BenchCluster cluster, string role, CancellationToken ct)
    {
        const string sql = """
            SELECT coalesce(sum(s.calls) FILTER (WHERE s.toplevel), 0)::bigint, coalesce(sum(s.calls) FILTER (WHERE NOT s.toplevel), 0)::bigint,
                   (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint
            FROM pg_stat_statements AS s
            WHERE s.userid = $1::regrole OR NOT s.toplevel
            """;

        await using var command = cluster.Superuser.CreateCommand(sql);
        command.Parameters.AddWithValue(role);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new DatabaseWork(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    public static DatabaseWork operator -(DatabaseWork later, DatabaseWork earlier) =>
        new(later.Statements - earlier.Statements, later.Nested - earlier.Nested, later.WalBytes - earlier.WalBytes);
}
