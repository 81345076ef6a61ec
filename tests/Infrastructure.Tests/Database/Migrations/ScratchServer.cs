using System.Globalization;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Migrations;

/// <summary>One throw-away cluster for all tests of the migrator, and an empty database for each test.</summary>
public sealed class ScratchServer : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"agora-migrator-{Guid.NewGuid():N}");
    private EmbeddedCluster? cluster;
    private int databases;

    internal PostgresInstallation Installation { get; private set; } = null!;

    public string Admin(string database) => cluster!.AdminConnectionString(database);

    public async Task InitializeAsync()
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = folder, Port = 0, Durable = false, MaxConnections = 200 };
        var progress = new Progress<string>();
        Installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, TimeProvider.System, CancellationToken.None);
        cluster = await EmbeddedCluster.StartAsync(Installation, options, progress, TimeProvider.System, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A new database and the connection string of its superuser.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"m{Interlocked.Increment(ref databases)}");
        await using var connection = new NpgsqlConnection(Admin("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        await create.ExecuteNonQueryAsync();
        return Admin(name);
    }
}

[CollectionDefinition(Name)]
public sealed class ScratchServerCollection : ICollectionFixture<ScratchServer>
{
    public const string Name = "migrator server";
}
