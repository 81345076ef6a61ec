namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>Sequences, which do not travel with the changes of tables.</summary>
internal static class SequenceCopy
{
    public static async Task RunAsync(UpgradeServer from, UpgradeServer to, CancellationToken ct)
    {
        const string values = """
            SELECT format('%I.%I', s.schemaname, s.sequencename), s.last_value FROM pg_sequences AS s WHERE s.last_value IS NOT NULL
            """;
        var found = await from.ListAsync(values, row => (Name: row.GetString(0), Value: row.GetInt64(1)), ct);
        await to.RunAsync(
            "SELECT setval(s.name::regclass, s.value) FROM unnest($1::text[], $2::bigint[]) AS s (name, value)",
            ct,
            found.Select(sequence => sequence.Name).ToArray(),
            found.Select(sequence => sequence.Value).ToArray());
    }
}

/// <summary>Materialized views, whose rows do not travel either.</summary>
internal static class MaterializedViews
{
    public static async Task RefreshAsync(UpgradeServer server, CancellationToken ct)
    {
        // One that reads another was made later.
        const string sql = "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind = 'm' ORDER BY c.oid";
        foreach (var view in await server.ListAsync(sql, row => row.GetString(0), ct))
        {
            await server.RunAsync($"REFRESH MATERIALIZED VIEW {view}", ct);
        }
    }
}

/// <summary>How the rows of a table without a primary key are told apart: without that, publishing it stops its updates.</summary>
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
