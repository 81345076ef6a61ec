using Npgsql;
using NpgsqlTypes;

namespace Agora.Infrastructure.Database.Embedded.Replication;

/// <param name="Replication">What the primary says of a standby; null for other servers.</param>
public sealed record MemberStatus(string Name, MemberRole Role, int? ProcessId, int? Port, string Folder, string? Replication);

/// <summary>
/// What an operator does to the servers of the embedded database: adds standbys, promotes one, lets the former primary rejoin. Each refuses
/// before it changes anything, and may be run again after a failure (build/decisions/0068-replicas.md).
/// </summary>
public sealed class ClusterChanges(
    PostgresInstallation installation, EmbeddedPostgresOptions options, IProgress<string> progress, TimeProvider clock)
{
    private const int PromotionSeconds = 30;

    private static readonly TimeSpan SlotLimit = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(50);

    private readonly ReplicationSettings settings = new(installation, options, progress, clock);

    /// <summary>Copies the primary into a folder beside it. Afterwards everything is stopped again: the next Agora starts both.</summary>
    /// <exception cref="InvalidConfigurationException">The name is taken, or Agora is running.</exception>
    /// <exception cref="EmbeddedPostgresException">A server cannot be had.</exception>
    public async Task AddAsync(string name, CancellationToken ct)
    {
        var standby = ClusterMember.New(name, settings.Main);
        if (standby.Place.IsInitialised)
        {
            throw new InvalidConfigurationException($"There is a server {name} already, in {standby.Place.Root}.");
        }

        await using var group = await ClusterGroup.StartAsync(installation, options, progress, clock, ct);
        if (group.Primary.Start == ClusterStart.Joined)
        {
            throw new InvalidConfigurationException(
                $"Agora is running on the database in {group.Folder}. Stop it first; it learns of its standbys when it starts.");
        }

        await standby.Place.CreateAsync(ct);
        await standby.Place.MarkAsync(ct);
        await settings.PrepareFollowingAsync(standby, group.Primary, ct);
        await new ServerCopies(settings).CopyAsync(standby, group, ct);
        await group.StartStandbyAsync(standby, ct);
    }

    /// <summary>
    /// Makes a standby the primary, once the primary is down, and fences that: it is not started before it has rejoined. A service that
    /// runs continues with the new primary.
    /// </summary>
    /// <param name="switchover">Stops a primary that is well in good order first.</param>
    /// <exception cref="InvalidConfigurationException">The primary still answers, or the server is no standby of it.</exception>
    public async Task PromoteAsync(string name, bool switchover, CancellationToken ct)
    {
        var members = ClusterMember.Find(settings.Main);
        var target = ClusterMember.Named(members, name);
        var former = members.Where(member => member.Role == MemberRole.Primary && member != target).ToList();
        using var turn = await TurnAsync(ct);
        await RequirePromotableAsync(target, former, switchover, ct);

        // A standby that is down is started for this, and ends with the command unless Agora is running.
        var follow = target.Role == MemberRole.Standby
            ? await settings.FollowAsync(target, settings.PortOf(former.FirstOrDefault() ?? members[0]), ct)
            : "";
        if (switchover)
        {
            await StopAsync(former, ct);
        }

        await using var cluster = await EmbeddedCluster.StartAsync(
            installation, settings.OptionsOf(target, follow), progress, clock, ct);
        await ReplicationSettings.RememberPortAsync(target, cluster.Port, ct);
        var others = members.Where(member => member.Role == MemberRole.Standby && member != target).ToList();
        await RequireMostAdvancedAsync(target, cluster.Port, others, ct);

        foreach (var primary in former)
        {
            await primary.Place.WriteAsync(
                primary.Place.Fence,
                $"{name} was promoted in place of this server. To bring it back: agora cluster rejoin {primary.Name}\n",
                FileModes.Readable,
                ct);
            await new ServerProcess(primary.Place, clock).KillAsync(ct);
        }

        var admin = ReplicationSettings.AdminOf(target, cluster.Port);
        await using var connection = await ReplicationSettings.OpenAsync(admin, ct);
        foreach (var primary in former)
        {
            // Before the servers part, so that the former primary finds what it needs to rejoin.
            await ReplicationSettings.ReserveLogAsync(primary, connection, ct);
        }

        if (target.Role == MemberRole.Standby && await ScalarAsync(
            connection, $"SELECT pg_promote(true, {PromotionSeconds})", ct) is not true)
        {
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartFailed,
                $"{name} was not promoted within {PromotionSeconds} s. {target.Place.Log} says why; then promote it again.");
        }

        foreach (var other in others)
        {
            await FollowAsync(other, target, cluster, ct);
        }

        await settings.ApplySynchronousAsync(target, admin, ct);
        progress.Report($"{name} takes changes on port {cluster.Port}.");
        foreach (var primary in former)
        {
            progress.Report($"{primary.Name} is fenced. To bring it back as a standby: agora cluster rejoin {primary.Name}");
        }
    }

    /// <summary>
    /// Brings a former primary back as a standby: what it has and the primary has not is taken back (pg_rewind). Also starts a standby that
    /// is down. Where the primary has removed the log that either needs, it is copied anew.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">It is the primary, or a copy of another database.</exception>
    public async Task RejoinAsync(string name, CancellationToken ct)
    {
        var members = ClusterMember.Find(settings.Main);
        var target = ClusterMember.Named(members, name);
        var primary = ClusterMember.PrimaryOf(members);
        if (target == primary)
        {
            throw new InvalidConfigurationException($"{name} is the primary.");
        }

        await settings.RequireSameOriginAsync(target, primary, ct);
        using var turn = await TurnAsync(ct);
        await using var group = await ClusterGroup.StartAsync(installation, options, progress, clock, ct);
        await settings.PrepareFollowingAsync(target, group.Primary, ct);
        if (target.Role == MemberRole.Fenced)
        {
            await new ServerProcess(target.Place, clock).KillAsync(ct);
        }

        if (await ReplicationSettings.HasLostItsLogAsync(target, group.Primary, ct))
        {
            await CopyAnewAsync(target, group, "the primary has removed the log that it needs", ct);
        }
        else if (target.Role == MemberRole.Fenced && await new ServerCopies(settings).RewindAsync(target, group, ct) is { } complaint)
        {
            await CopyAnewAsync(target, group, complaint, ct);
        }

        if (target.Role == MemberRole.Fenced)
        {
            await target.Place.WriteAsync(target.Place.StandbySignal, "", FileModes.Secret, ct);
            File.Delete(target.Place.Fence);
        }

        try
        {
            await group.StartStandbyAsync(target, ct);
        }
        catch (EmbeddedPostgresException)
        {
            if (await new ServerCopies(settings).MissingLogAsync(target, group, ct) is not { } missing)
            {
                throw;
            }

            await CopyAnewAsync(target, group, missing, ct);
            await group.StartStandbyAsync(target, ct);
        }

        await settings.ApplySynchronousAsync(primary, group.Primary.AdminConnectionString("postgres"), ct);
        progress.Report($"{name} follows {primary.Name}.");
    }

    /// <summary>Stops a standby, deletes it, and lets the primary forget it.</summary>
    /// <exception cref="InvalidConfigurationException">It is the primary, or the server in the folder of the cluster.</exception>
    public async Task RemoveAsync(string name, CancellationToken ct)
    {
        var members = ClusterMember.Find(settings.Main);
        var target = ClusterMember.Named(members, name);
        if (target.IsMain)
        {
            throw new InvalidConfigurationException(
                $"{name} is the server in the folder of the cluster, which keeps its secrets. It can be fenced, and rejoin, but not be "
                + "removed.");
        }

        if (target.Role == MemberRole.Primary && members.Count(member => member.Role == MemberRole.Primary) == 1)
        {
            throw new InvalidConfigurationException($"{name} is the primary. Promote another server first: agora cluster promote NAME");
        }

        using var turn = await TurnAsync(ct);
        await new ServerProcess(target.Place, clock).KillAsync(ct);
        var primary = ClusterMember.PrimaryOf([.. members.Where(member => member != target)]);
        await using (var cluster = await EmbeddedCluster.StartAsync(
            installation, settings.OptionsOf(primary, ""), progress, clock, ct))
        {
            var admin = cluster.AdminConnectionString("postgres");
            await settings.ApplySynchronousAsync(primary, admin, ct, without: name);
            await DropSlotAsync(target, admin, ct);
        }

        target.Place.Delete();
    }

    public async Task<IReadOnlyList<MemberStatus>> StatusAsync(CancellationToken ct)
    {
        var members = ClusterMember.Find(settings.Main);
        var running = members.ToDictionary(member => member, member => new ServerProcess(member.Place, clock).FindRunning());
        var replication = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var primary in members.Where(member => member.Role == MemberRole.Primary && running[member] is not null))
        {
            await ReadReplicationAsync(ReplicationSettings.AdminOf(primary, running[primary]!.Port), replication, ct);
        }

        return
        [
            .. members.Where(member => member.Place.IsInitialised).Select(member => new MemberStatus(
                member.Name, member.Role, running[member]?.ProcessId, running[member]?.Port, member.Place.Root,
                member.Role == MemberRole.Standby ? replication.GetValueOrDefault(member.Name, "disconnected, lag unknown") : null)),
        ];
    }

    private async Task CopyAnewAsync(ClusterMember target, ClusterGroup group, string reason, CancellationToken ct)
    {
        progress.Report($"{target.Name} cannot continue from what it has ({reason}); it is copied anew.");
        await new ServerProcess(target.Place, clock).KillAsync(ct);
        await DropSlotAsync(target, group.Primary.AdminConnectionString("postgres"), ct);
        await settings.PrepareFollowingAsync(target, group.Primary, ct);
        await new ServerCopies(settings).CopyAsync(target, group, ct);
    }

    private async Task RequirePromotableAsync(
        ClusterMember target, List<ClusterMember> former, bool switchover, CancellationToken ct)
    {
        if (target.Role == MemberRole.Fenced)
        {
            throw new InvalidConfigurationException(
                $"{target.Name} is fenced: another server was promoted in its place. First: agora cluster rejoin {target.Name}");
        }

        if (target.Role == MemberRole.Primary && former.Count == 0)
        {
            throw new InvalidConfigurationException($"{target.Name} is the primary.");
        }

        foreach (var primary in former)
        {
            await settings.RequireSameOriginAsync(target, primary, ct);
            if (!switchover
                && new ServerProcess(primary.Place, clock).FindRunning() is { } running
                && await AnswersAsync(ReplicationSettings.AdminOf(primary, running.Port), ct))
            {
                throw new InvalidConfigurationException(
                    $"The primary {primary.Name} still answers, and two that take changes would grow apart. "
                    + "With --switchover it is stopped in good order first.");
            }
        }
    }

    /// <summary>Who has received less of the log than another standby would lose what was confirmed.</summary>
    private async Task RequireMostAdvancedAsync(
        ClusterMember target, int port, List<ClusterMember> others, CancellationToken ct)
    {
        if (others.Count == 0 || target.Role != MemberRole.Standby)
        {
            return;
        }

        var mine = await ReceivedAsync(ReplicationSettings.AdminOf(target, port), ct);
        foreach (var other in others)
        {
            if (new ServerProcess(other.Place, clock).FindRunning() is { } running
                && await AnswersAsync(ReplicationSettings.AdminOf(other, running.Port), ct)
                && await ReceivedAsync(ReplicationSettings.AdminOf(other, running.Port), ct) is var its
                && its > mine)
            {
                throw new InvalidConfigurationException(
                    $"{other.Name} has received more of the log ({its}) than {target.Name} ({mine}). Promote that: "
                    + $"agora cluster promote {other.Name}");
            }
        }
    }

    private async Task StopAsync(IEnumerable<ClusterMember> primaries, CancellationToken ct)
    {
        foreach (var primary in primaries)
        {
            await new ServerProcess(primary.Place, clock).StopAsync(immediately: false, ct);
        }
    }

    private async Task FollowAsync(ClusterMember other, ClusterMember primary, EmbeddedCluster cluster, CancellationToken ct)
    {
        await using (var admin = await ReplicationSettings.OpenAsync(ReplicationSettings.AdminOf(primary, cluster.Port), ct))
        {
            await ReplicationSettings.ReserveLogAsync(other, admin, ct);
        }

        await settings.WriteAsync(other, await settings.FollowAsync(other, cluster.Port, ct), ct);
        if (new ServerProcess(other.Place, clock).FindRunning() is { } running)
        {
            await using var connection = await ReplicationSettings.OpenAsync(ReplicationSettings.AdminOf(other, running.Port), ct);
            await ReplicationSettings.RunAsync(connection, "SELECT pg_reload_conf()", ct);
            await settings.WaitUntilStreamingAsync(other, cluster, ct);
        }
    }

    private async Task DropSlotAsync(ClusterMember member, string admin, CancellationToken ct)
    {
        await using var connection = await ReplicationSettings.OpenAsync(admin, ct);
        var start = clock.GetTimestamp();
        // The primary notices a little later that the standby is gone.
        while (await ScalarAsync(
            connection,
            $"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{member.Slot}' AND active",
            ct) is > 0L && clock.GetElapsedTime(start) < SlotLimit)
        {
            await Task.Delay(Pause, clock, ct);
        }

        await ReplicationSettings.RunAsync(
            connection,
            $"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{member.Slot}'",
            ct);
    }

    private Task<FileLock> TurnAsync(CancellationToken ct) => FileLock.ExclusiveAsync(
        Path.Combine(settings.Main.Root, "group.lock"),
        () => progress.Report("Another command changes these servers; waiting for it"),
        clock,
        ct);

    private static async Task<bool> AnswersAsync(string login, CancellationToken ct)
    {
        try
        {
            await using var connection = await ReplicationSettings.OpenAsync(
                new NpgsqlConnectionStringBuilder(login) { CommandTimeout = 5 }.ConnectionString, ct);
            await ReplicationSettings.RunAsync(connection, "SELECT 1", ct);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<NpgsqlLogSequenceNumber> ReceivedAsync(string login, CancellationToken ct)
    {
        await using var connection = await ReplicationSettings.OpenAsync(login, ct);
        return (NpgsqlLogSequenceNumber)(await ScalarAsync(
            connection, "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())", ct))!;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    /// <summary>The lag is that of db/probes/replication.sql: unknown where the standby has not said, and not 0.</summary>
    private static async Task ReadReplicationAsync(string login, Dictionary<string, string> replication, CancellationToken ct)
    {
        const string sql = """
            SELECT r.application_name,
                   r.state || ', ' || r.sync_state || ', '
                   || coalesce(pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)) || ' behind', 'lag unknown')
            FROM pg_stat_replication AS r
            """;

        try
        {
            await using var connection = await ReplicationSettings.OpenAsync(login, ct);
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                replication[reader.GetString(0)] = reader.GetString(1);
            }
        }
        catch (NpgsqlException)
        {
            // It runs and does not answer: nothing is known of its standbys.
        }
    }
}
