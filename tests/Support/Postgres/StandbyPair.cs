using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Agora.Infrastructure.Database.Embedded;
using Agora.Infrastructure.Database.Embedded.Replication;
using Npgsql;

namespace Agora.Testing;

/// <summary>A primary with one standby, <c>a</c>, in a folder of their own. Commits wait for the standby where that is asked for.</summary>
internal sealed class StandbyPair : IAsyncDisposable
{
    public const string Standby = "a", Main = ClusterMember.MainName;

    private readonly Lines progress = new();
    private readonly string folder;
    private ClusterGroup? group;

    private StandbyPair(string folder, PostgresInstallation installation, bool synchronous)
    {
        this.folder = folder;
        Installation = installation;
        Options = new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(folder, "cluster"),
            Port = 0,
            Durable = false,
            SynchronousStandby = synchronous,
        };
    }

    public PostgresInstallation Installation { get; }

    public EmbeddedPostgresOptions Options { get; }

    public ClusterGroup Group => group ?? throw new InvalidOperationException("The servers have not been started.");

    public ClusterChanges Changes => new(Installation, Options, progress, TimeProvider.System);

    /// <summary>What the commands reported.</summary>
    public IReadOnlyCollection<string> Said => progress.Said;

    public string Root => Options.DataDirectory!;

    public static async Task<StandbyPair> StartAsync(bool synchronous)
    {
        var place = Path.Combine("/tmp", $"agora-{Guid.NewGuid():N}"[..18]);
        FileModes.MakeOpenFolder(place);
        var installation = await PostgresProvisioner.FindOrProvisionAsync(
            new EmbeddedPostgresOptions(), new Lines(), TimeProvider.System, CancellationToken.None);
        var pair = new StandbyPair(place, installation, synchronous);
        try
        {
            await pair.PrepareAsync();
            await pair.Changes.AddAsync(Standby, CancellationToken.None);
            pair.group = await pair.StartGroupAsync();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>The login with all servers, as an operator names them.</summary>
    public NpgsqlConnectionStringBuilder All(NpgsqlConnectionStringBuilder login) => new(login.ConnectionString)
    {
        Host = string.Join(',', Group.Ports.Select(port => $"127.0.0.1:{port}")),
    };

    /// <summary>A superuser's login to one of the servers.</summary>
    public async Task<NpgsqlConnectionStringBuilder> AdminOfAsync(string name, string database)
    {
        var member = (await Changes.StatusAsync(CancellationToken.None)).Single(status => status.Name == name);
        return new NpgsqlConnectionStringBuilder(Group.Primary.AdminConnectionString(database))
        {
            Port = member.Port ?? throw new InvalidOperationException($"{name} does not run."),
            Pooling = false,
        };
    }

    /// <summary>Ends all processes of a server at once, as a machine does that fails.</summary>
    public async Task KillAsync(string name)
    {
        var member = (await Changes.StatusAsync(CancellationToken.None)).Single(status => status.Name == name);
        var process = member.ProcessId ?? throw new InvalidOperationException($"{name} does not run.");
        // Frozen first, so that it makes no more children while they are listed.
        const string script = """kill -s STOP "$0" && kill -s KILL $(cat "/proc/$0/task/$0/children") "$0" """;
        using var kill = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", script, process.ToString(CultureInfo.InvariantCulture)]))!;
        await kill.WaitForExitAsync();
        while (PostmasterFile.IsAlive(process))
        {
            await Task.Yield();
        }
    }

    /// <summary>Stops a server in good order.</summary>
    public Task StopAsync(string name) => new ServerProcess(Place(name), TimeProvider.System).StopAsync(
        immediately: false, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (group is not null)
        {
            await group.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private ClusterFolder Place(string name) => ClusterMember.Named(
        ClusterMember.Find(EmbeddedCluster.FolderOf(Installation, Options)), name).Place;

    private Task<ClusterGroup> StartGroupAsync() =>
        ClusterGroup.StartAsync(Installation, Options, progress, TimeProvider.System, CancellationToken.None);

    // As a server that is not thrown away; only its files need not survive a crash of the machine.
    private async Task PrepareAsync()
    {
        await using var alone = await StartGroupAsync();
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(alone.Primary.AdminConnectionString("postgres"))
        {
            Pooling = false,
        });
        foreach (var setting in new[] { "full_page_writes = on", "synchronous_commit = on" })
        {
            await source.ExecuteAsync($"ALTER SYSTEM SET {setting}");
        }
    }

    private sealed class Lines : IProgress<string>
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public void Report(string value) => Said.Enqueue(value);
    }
}
