using Agora.Api.Tests.Cli;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Upgrade;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Database.Upgrade;

/// <summary>A host on an embedded server of its own, beside which commands make a second server.</summary>
public sealed class UpgradeFixture : ApiFixture
{
    // Below /tmp, because the account that runs the server must be able to reach it.
    private readonly string folder = Path.Combine("/tmp", $"agora-upgrade-{Guid.NewGuid():N}"[..22]);
    private EmbeddedCluster? old;
    private PostgresInstallation? installation;

    internal string Old => In("old");

    internal string New => In("new");

    /// <summary>Where hosts that start from now on find their database; the old server at first.</summary>
    internal int Port { get; set; }

    public override async Task DisposeAsync()
    {
        await new ServerProcess(Place(New), TimeProvider.System).KillAsync(CancellationToken.None);
        await base.DisposeAsync();
        if (old is not null)
        {
            await old.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    internal string In(string name) => Path.Combine(folder, name);

    internal Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["AGORA_DATA"] = Old,
        ["AGORA_POSTGRES_PORT"] = "0",
        ["DATABASE_URL"] = DatabaseServer.EmbeddedName,
        ["Database__Embedded__Durable"] = "false",
    };

    internal Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words) =>
        AgoraProcess.RunAsync(Environment(), "", words);

    internal Task<(int Exit, string Output, string Errors)> UpgradeAsync(params string[] words) =>
        RunAsync(["cluster", "upgrade", .. words]);

    /// <summary>Makes the old server again what it was before an upgrade that is finished.</summary>
    internal async Task ForgetAsync()
    {
        await new ServerProcess(Place(New), TimeProvider.System).KillAsync(CancellationToken.None);
        Directory.Delete(New, recursive: true);
        UpgradeState.Delete(Place(Old));
        await Superuser.ExecuteAsync($"ALTER DATABASE {UpgradeServer.Database} CONNECTION LIMIT -1");
    }

    /// <summary>A superuser on the new server.</summary>
    internal NpgsqlDataSource OpenNew() => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(Superuser.ConnectionString)
        {
            Port = PortOf(New),
            Password = EmbeddedCluster.ReadPassword(Place(New)),
            Pooling = false,
        });

    internal bool RunsNew => new ServerProcess(Place(New), TimeProvider.System).FindRunning() is not null;

    /// <summary>Starts the new server, as the next Agora does.</summary>
    internal Task<EmbeddedCluster> StartNewAsync() => EmbeddedCluster.StartAsync(
        installation!,
        new EmbeddedPostgresOptions { DataDirectory = New, Port = 0, Durable = false },
        new Progress<string>(),
        TimeProvider.System,
        CancellationToken.None);

    internal static int PortOf(string server) => new ServerProcess(Place(server), TimeProvider.System).FindRunning()!.Port;

    private protected override async Task<ApiDatabase> CreateDatabaseAsync()
    {
        FileModes.MakeOpenFolder(folder);
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = Old,
            Port = 0,
            Durable = false,
            Replication = "wal_level = logical\n",
        };
        installation = await PostgresProvisioner.FindOrProvisionAsync(
            options, new Progress<string>(), TimeProvider.System, CancellationToken.None);
        old = await EmbeddedCluster.StartAsync(installation, options, new Progress<string>(), TimeProvider.System, CancellationToken.None);
        Port = old.Port;
        return await ApiDatabase.CreateOnAsync(TestCluster.Of(old), UpgradeServer.Database);
    }

    private protected override DatabaseAccess Reach(DatabaseAccess access) => access with
    {
        Runtime = At(access.Runtime),
        Migrator = At(access.Migrator!),
        Watch = At(access.Watch!),
        Maintain = At(access.Maintain!),
    };

    private static ClusterFolder Place(string server) => new(server, ServiceAccount.ForThisProcess());

    private NpgsqlConnectionStringBuilder At(NpgsqlConnectionStringBuilder login) => new(login.ConnectionString) { Port = Port };
}
