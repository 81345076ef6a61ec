namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>How the rows of a table without a primary key are distinguished: without that, publishing it stops its updates.</summary>
internal static class ReplicaIdentities
{
    public static async Task<IReadOnlyList<string>> MissingAsync(UpgradeServer server, CancellationToken ct)
    {
        const string sql = """
            SELECT c.oid::regclass::text
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND c.relreplident = 'd' AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
            ORDER BY 1
            """;
        return await server.ListAsync(sql, row => row.GetString(0), ct);
    }

    public static Task SetAsync(UpgradeServer server, IReadOnlyList<string> tables, CancellationToken ct) =>
        AlterAsync(server, tables, "FULL", ct);

    public static Task ResetAsync(UpgradeServer server, IReadOnlyList<string> tables, CancellationToken ct) =>
        AlterAsync(server, tables, "DEFAULT", ct);

    private static async Task AlterAsync(UpgradeServer server, IReadOnlyList<string> tables, string identity, CancellationToken ct)
    {
        foreach (var table in tables)
        {
            await server.RunAsync($"ALTER TABLE IF EXISTS {table} REPLICA IDENTITY {identity}", ct);
        }
    }
}
