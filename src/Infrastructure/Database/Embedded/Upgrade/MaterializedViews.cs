namespace Agora.Infrastructure.Database.Embedded.Upgrade;

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
