using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Tests.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Configuration;

internal static class ServerFiles
{
    /// <summary>A file in the data folder, which belongs to the account of the server as a private key must.</summary>
    public static Task WriteAsync(ClusterInTemp cluster, string name, string text) =>
        new ClusterFolder(cluster.Root, ServiceAccount.ForThisProcess()).WriteAsync(
            cluster.In($"data/{name}"), text, FileModes.Secret, CancellationToken.None);

    /// <summary>The first column.</summary>
    public static async Task<List<string>> RowsAsync(NpgsqlDataSource server, string sql)
    {
        await using var command = server.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
