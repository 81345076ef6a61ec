using System.Globalization;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Embedded;

/// <summary>A cluster folder of a test's own, gone at the end with the server in it.</summary>
internal sealed class ClusterInTemp
{
    private static readonly Lazy<Task<PostgresInstallation>> Found = new(() => PostgresProvisioner.FindOrProvisionAsync(
        new EmbeddedPostgresOptions(), new Lines(), TimeProvider.System, CancellationToken.None));

    private readonly string folder = OpenTempFolder.Make();
    private readonly List<EmbeddedCluster> started = [];

    public ClusterInTemp() =>
        Options = new EmbeddedPostgresOptions { DataDirectory = Path.Combine(folder, "cluster"), Port = 0, Durable = false };

    public EmbeddedPostgresOptions Options { get; set; }

    public Lines Progress { get; } = new();

    public string Root => Options.DataDirectory!;

    public static Task<PostgresInstallation> InstallationAsync() => Found.Value;

    public async Task<EmbeddedCluster> StartAsync()
    {
        var cluster = await EmbeddedCluster.StartAsync(
            await Found.Value, Options, Progress, TimeProvider.System, CancellationToken.None);
        started.Add(cluster);
        return cluster;
    }

    public async Task ResetAsync() =>
        await EmbeddedCluster.ResetAsync(await Found.Value, Options, TimeProvider.System, CancellationToken.None);

    public async Task<ClusterStatus> StatusAsync() => EmbeddedCluster.GetStatus(await Found.Value, Options);

    public string In(string name) => Path.Combine(Root, name);

    /// <summary>Kills the server and its children as a crash would, with nothing put in order.</summary>
    public async Task CrashAsync()
    {
        var processId = (await StatusAsync()).ProcessId.ShouldNotBeNull();
        await ChildProcess.RunAsync(
            ["/bin/sh", "-c", "kill -s KILL \"$0\"", processId.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
        await EndedAsync(processId);
    }

    /// <summary>Returns when the process is gone; throws when that takes a minute.</summary>
    public static async Task EndedAsync(int processId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (PostmasterFile.IsAlive(processId))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public static async Task<object?> ReadAsync(EmbeddedCluster cluster, string sql)
    {
        var login = new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString("postgres")) { Pooling = false };
        await using var source = NpgsqlDataSource.Create(login);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async Task RemoveAsync()
    {
        foreach (var cluster in started)
        {
            cluster.ReleaseOwnership();
        }

        if (File.Exists(In(ClusterFolder.MarkerName)))
        {
            await ResetAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
