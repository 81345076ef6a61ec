using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Backups;

internal static class RestoredFolder
{
    /// <summary>Serves a restored folder for as long as it takes to ask it.</summary>
    public static async Task<string> ReadAsync(string folder, string sql)
    {
        await using var cluster = await StartAsync(folder);
        await using var source = NpgsqlDataSource.Create(cluster.AdminConnectionString("agora"));
        return await source.ScalarAsync<string>(sql) ?? "";
    }

    public static async Task<EmbeddedCluster> StartAsync(string folder)
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = folder, Port = 0 };
        var progress = new Progress<string>();
        var installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, TimeProvider.System, CancellationToken.None);
        return await EmbeddedCluster.StartAsync(installation, options, progress, TimeProvider.System, CancellationToken.None);
    }
}
