using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;
using Npgsql;

namespace Agora.Migrations.Tests;

/// <summary>Empty databases on the server of the tests.</summary>
internal static class ScratchServer
{
    /// <summary>A new database and the connection string of its superuser.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var cluster = await TestCluster.GetAsync();
        var name = $"m_{Guid.NewGuid():N}";
        await RunAsync(
            cluster.AdminConnectionString("postgres"),
            $"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' STRATEGY file_copy");
        return cluster.AdminConnectionString(name);
    }

    /// <summary>Where the client tools of the server are.</summary>
    public static async Task<string> BinDirectoryAsync() => (await PostgresProvisioner.FindOrProvisionAsync(
        new EmbeddedPostgresOptions(), new Progress<string>(), TimeProvider.System, CancellationToken.None)).BinDirectory;

    public static async Task DropAsync(string connectionString)
    {
        var login = new NpgsqlConnectionStringBuilder(connectionString);
        var name = login.Database;
        login.Database = "postgres";
        await RunAsync(login.ConnectionString, $"DROP DATABASE {name} WITH (FORCE)");
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
