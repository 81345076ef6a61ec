using Agora.Infrastructure.Database.Embedded.Upgrade;

namespace Agora.Infrastructure.Database.Embedded.Replication;

/// <summary>
/// The embedded server with its standbys, which start and stop with it. Without standbys it is the one server and nothing else. Disposing
/// stops what this process started, the primary first: it gives its standbys the rest of its log.
/// </summary>
public sealed class ClusterGroup : IAsyncDisposable
{
    private readonly ReplicationSettings settings;
    private readonly IReadOnlyList<ClusterMember> members;
    private readonly List<EmbeddedCluster> others = [];
    private readonly List<int> otherPorts = [];

    private ClusterGroup(ReplicationSettings settings, IReadOnlyList<ClusterMember> members, EmbeddedCluster primary)
    {
        this.settings = settings;
        this.members = members;
        Primary = primary;
    }

    /// <summary>The server that takes changes.</summary>
    public EmbeddedCluster Primary { get; }

    /// <summary>The folder of the cluster, which keeps its secrets, whichever server takes changes.</summary>
    public string Folder => members[0].Place.Root;

    /// <summary>Of all servers, as far as they are known; that of the primary first.</summary>
    public IReadOnlyList<int> Ports => [Primary.Port, .. otherPorts];

    internal ClusterMember PrimaryMember { get; private init; } = null!;

    /// <summary>Starts the primary, then its standbys. A standby that does not start is reported, and the primary serves alone.</summary>
    /// <exception cref="EmbeddedPostgresException">The primary cannot be had.</exception>
    /// <exception cref="InvalidConfigurationException">
    /// None of the servers takes changes, or several do; or the database is served from another folder since an upgrade.
    /// </exception>
    public static async Task<ClusterGroup> StartAsync(
        PostgresInstallation installation,
        EmbeddedPostgresOptions options,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        var given = new ReplicationSettings(installation, options, progress, clock);
        UpgradeState.RequireServable(given.Main);
        var all = ClusterMember.Find(given.Main);
        var primary = ClusterMember.PrimaryOf(all);
        var started = await EmbeddedCluster.StartAsync(
            installation, all.Count == 1 ? options : given.OptionsOf(primary, ""), progress, clock, ct);
        var group = new ClusterGroup(given, all, started) { PrimaryMember = primary };
        try
        {
            if (all.Count > 1)
            {
                await ReplicationSettings.RememberPortAsync(primary, started.Port, ct);
                await group.StartOthersAsync(progress, ct);
            }

            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes the cluster with all its servers.</summary>
    /// <exception cref="EmbeddedPostgresException">A folder is not ours, or another Agora serves it.</exception>
    /// <exception cref="InvalidConfigurationException">An upgrade is under way.</exception>
    public static async Task ResetAsync(
        PostgresInstallation installation, EmbeddedPostgresOptions options, TimeProvider clock, CancellationToken ct)
    {
        var main = EmbeddedCluster.FolderOf(installation, options);
        UpgradeState.RequireNone(main);
        var all = ClusterMember.Find(main);
        foreach (var member in all)
        {
            await EmbeddedCluster.ResetAsync(installation, options with { DataDirectory = member.Place.Root }, clock, ct);
        }

        foreach (var standby in all.Where(member => !member.IsMain))
        {
            standby.Place.Delete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    /// <summary>Starts a standby and waits until it follows.</summary>
    /// <exception cref="EmbeddedPostgresException">It does not.</exception>
    internal async Task StartStandbyAsync(ClusterMember member, CancellationToken ct)
    {
        await settings.PrepareFollowingAsync(member, Primary, ct);
        if (await ReplicationSettings.HasLostItsLogAsync(member, Primary, ct))
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartFailed,
                $"the primary has removed the log that it needs. Copy it anew: agora cluster rejoin {member.Name}");
        }

        var started = await EmbeddedCluster.StartAsync(
            settings.Installation,
            settings.OptionsOf(member, await settings.FollowAsync(member, Primary.Port, ct)),
            settings.Progress,
            settings.Clock,
            ct);
        others.Add(started);
        otherPorts.Add(started.Port);
        await ReplicationSettings.RememberPortAsync(member, started.Port, ct);
        await settings.WaitUntilStreamingAsync(member, Primary, ct);
    }

    private async Task StartOthersAsync(IProgress<string> progress, CancellationToken ct)
    {
        var isOurs = Primary.Start != ClusterStart.Joined;
        foreach (var member in members.Where(member => member != PrimaryMember))
        {
            if (!isOurs || member.Role != MemberRole.Standby)
            {
                await HoldAsync(member, isOurs, ct);
                continue;
            }

            try
            {
                await settings.RequireSameOriginAsync(member, PrimaryMember, ct);
                await StartStandbyAsync(member, ct);
            }
            catch (Exception exception) when (exception is EmbeddedPostgresException or InvalidConfigurationException)
            {
                progress.Report($"The standby {member.Name} is left out: {exception.Message}");
                await HoldAsync(member, isOurs, ct);
            }
        }

        if (isOurs)
        {
            await settings.ApplySynchronousAsync(PrimaryMember, Primary.AdminConnectionString("postgres"), ct);
        }
    }

    // A server that rejoins later is to end with this process as well, and clients are to know its port.
    private async Task HoldAsync(ClusterMember member, bool isOurs, CancellationToken ct)
    {
        var port = settings.PortOf(member);
        if (port != 0 && !otherPorts.Contains(port))
        {
            otherPorts.Add(port);
        }

        if (isOurs
            && !others.Exists(other => other.Folder == member.Place.Root)
            && await EmbeddedCluster.HoldAsync(
                settings.Installation, member.Place, port, settings.Options.StopsWithHost, settings.Clock, ct) is { } held)
        {
            others.Add(held);
        }
    }
}
