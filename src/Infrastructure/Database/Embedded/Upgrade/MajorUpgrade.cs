using Agora.Infrastructure.Database.Bootstrap;
using Agora.Infrastructure.Database.Embedded.Replication;

namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>What is known of a server of an upgrade.</summary>
public sealed record UpgradeServerStatus(string Name, bool Leads, Version Version, int Port, string Folder);

public sealed record UpgradeStatus(
    IReadOnlyList<UpgradeServerStatus> Servers, IReadOnlyList<FollowedTable> Tables, FollowerLag Lag);

/// <summary>
/// An upgrade of the embedded server to another major version by logical replication: the new server follows the old one while that is
/// served, then they change places, which they can do again. Both run on when a command ends, until the upgrade does
/// (build/decisions/0071-major-upgrades.md).
/// </summary>
public sealed class MajorUpgrade(EmbeddedPostgresOptions options, IProgress<string> progress, TimeProvider clock)
{
    private static readonly TimeSpan SwitchMost = TimeSpan.FromSeconds(30);

    private readonly UpgradeReplication replication = new(progress, clock);

    /// <summary>Makes the new server in a folder, and lets it follow: ends when it has all rows. A failure leaves nothing behind.</summary>
    /// <param name="bin">Folder of its programs; null takes those of the old one, for a rehearsal.</param>
    public async Task StartAsync(string folder, string? bin, CancellationToken ct)
    {
        var installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, clock, ct);
        var place = EmbeddedCluster.FolderOf(installation, options);
        UpgradeState.RequireNone(place);
        RequireStartable(place);
        var target = EmbeddedCluster.FolderOf(installation, options with { DataDirectory = folder }).Root;
        UpgradeRequirements.RequireFree(target);
        var next = bin is null ? installation : await PostgresProvisioner.OfFolderAsync(bin, options, ct);
        UpgradeRequirements.RequireNewer(installation, next);

        using var turn = await TurnAsync(place, ct);
        UpgradeState.RequireNone(place);
        await using var old = await UpgradeServer.StartAsync(
            new UpgradeSide(place.Root, installation.BinDirectory), installation, options, options.Port, progress, clock, ct);
        await UpgradeRequirements.RequireAsync(old, target, ct);
        var state = new UpgradeState(
            new UpgradeSide(place.Root, installation.BinDirectory),
            new UpgradeSide(target, next.BinDirectory),
            NewLeads: false,
            await old.ScalarAsync<int>("SELECT datconnlimit FROM pg_database WHERE datname = current_database()", ct),
            await ReplicaIdentities.MissingAsync(old, ct));
        await state.WriteAsync(place, ct);
        try
        {
            await CopyAsync(state, old, next, ct);
        }
        catch
        {
            progress.Report("Removing what was begun");
            await RemoveNewAsync(state, old, CancellationToken.None);
            await old.StopAsync(CancellationToken.None);
            throw;
        }
    }

    public async Task<UpgradeStatus> StatusAsync(CancellationToken ct)
    {
        await using var pair = await OpenAsync(ct);
        return new UpgradeStatus(
            [Of("old", pair.Old), Of("new", pair.New)],
            await UpgradeReplication.TablesAsync(pair.Follower, ct),
            await UpgradeReplication.LagAsync(pair.Follower, pair.Leader, ct));

        UpgradeServerStatus Of(string name, UpgradeServer server) => new(
            name, server == pair.Leader, server.Installation.Version, server.Port, server.Place.Root);
    }

    public async Task<UpgradeComparison> CheckAsync(CancellationToken ct)
    {
        await using var pair = await OpenAsync(ct);
        await RequireFollowingAsync(pair, ct);
        return await UpgradeCheck.RunAsync(pair.Follower, pair.Leader, progress, clock, ct);
    }

    /// <summary>Lets the follower take over: closes writers out, waits until it has all, and lets the former leader follow it.</summary>
    /// <param name="toNew">Whether the new server is to lead; else the old one, with what was written on the new.</param>
    /// <returns>The folder of the server that now leads, its programs, and for how long nothing could be written.</returns>
    public async Task<(string Folder, string BinDirectory, TimeSpan Held)> SwitchAsync(bool toNew, CancellationToken ct)
    {
        await using var pair = await OpenAsync(ct);
        if (pair.State.NewLeads == toNew)
        {
            throw new InvalidConfigurationException($"The {(toNew ? "new" : "old")} server, {pair.Leader.Place.Root}, leads already.");
        }

        await RequireFollowingAsync(pair, ct);
        await replication.CatchUpAsync(pair.Follower, pair.Leader, SwitchMost, ct);
        progress.Report("Closing writers out");
        var start = clock.GetTimestamp();
        try
        {
            await WriterGate.CloseAsync(pair.Leader, clock, ct);
            await replication.CatchUpAsync(pair.Follower, pair.Leader, SwitchMost, ct);
            progress.Report("Copying sequences, refreshing materialized views");
            await SequenceCopy.RunAsync(pair.Leader, pair.Follower, ct);
            await MaterializedViews.RefreshAsync(pair.Follower, ct);
            await UpgradeReplication.SubscribeAsync(pair.Leader, pair.Follower, copies: false, ct);
        }
        catch
        {
            await UpgradeReplication.UnsubscribeAsync(pair.Leader, CancellationToken.None);
            await WriterGate.SetAsync(pair.Leader, pair.State.ConnectionLimit, CancellationToken.None);
            throw;
        }

        // From here on there is one way only, which every further command completes.
        await pair.TurnAsync(CancellationToken.None);
        return (pair.Leader.Place.Root, pair.Leader.Installation.BinDirectory, clock.GetElapsedTime(start));
    }

    /// <summary>Ends the upgrade: the new server is served, the old one keeps what it has and is stopped.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        await using var pair = await OpenAsync(ct);
        if (!pair.State.NewLeads)
        {
            throw new InvalidConfigurationException(
                "The new server only follows. Let it take over first (agora cluster upgrade switch), or end here "
                + "(agora cluster upgrade abort).");
        }

        await UpgradeReplication.UnsubscribeAsync(pair.Old, ct);
        await replication.DropSlotsAsync(pair.New, system: null, ct);
        foreach (var server in new[] { pair.Old, pair.New })
        {
            await UpgradeReplication.UnpublishAsync(server, ct);
            await ReplicaIdentities.ResetAsync(server, pair.State.Identities, ct);
            UpgradeReplication.ForgetLogin(server);
        }

        await (pair.State with { IsFinished = true }).WriteAsync(pair.Old.Place, ct);
        UpgradeState.Delete(pair.New.Place);
        await pair.Old.StopAsync(ct);
        // Runs on where Agora serves it already.
        await pair.New.StopAsync(ct);
    }

    /// <summary>Ends the upgrade: the new server is deleted, and nothing of it is left in the old one.</summary>
    public async Task AbortAsync(CancellationToken ct)
    {
        var (state, place) = await ReadAsync(ct);
        if (state.NewLeads)
        {
            throw new InvalidConfigurationException(
                "The new server leads, and has what was written since. Go back first (agora cluster upgrade back), or stay there "
                + "(agora cluster upgrade finish).");
        }

        using var turn = await TurnAsync(place, ct);
        var installation = await PostgresProvisioner.OfFolderAsync(state.Old.BinDirectory, options, ct);
        await using var old = await UpgradeServer.StartAsync(
            state.Old, installation, options, options.Port, progress, clock, ct);
        await RemoveNewAsync(state, old, ct);
        await old.StopAsync(ct);
    }

    private async Task CopyAsync(UpgradeState state, UpgradeServer old, PostgresInstallation next, CancellationToken ct)
    {
        var place = EmbeddedCluster.FolderOf(next, options with { DataDirectory = state.New.Folder });
        await place.CreateAsync(ct);
        await place.MarkAsync(ct);
        var secrets = EmbeddedSecrets.PathIn(old.Place.Root);
        if (File.Exists(secrets))
        {
            await place.WriteAsync(EmbeddedSecrets.PathIn(place.Root), await File.ReadAllTextAsync(secrets, ct), FileModes.Secret, ct);
        }

        await state.WriteAsync(place, ct);
        await using var server = await UpgradeServer.StartAsync(state.New, next, options, port: 0, progress, clock, ct);
        await UpgradeRequirements.RequireExtensionsAsync(old, server, ct);
        progress.Report("Copying roles and schema");
        await ReplicaIdentities.SetAsync(old, state.Identities, ct);
        await UpgradeReplication.PublishAsync(old, ct);
        await SchemaCopy.RunAsync(old, server, ct);
        await DatabaseBootstrap.EnsureRolesAsync(server.Admin("postgres"), passwords: null, ct);
        await DatabaseBootstrap.EnsureDatabaseAsync(server.Admin("postgres"), UpgradeServer.Database, ct);
        await WriterGate.SetAsync(server, limit: 0, ct);
        progress.Report("Copying all rows; transactions that are open have to end first");
        await UpgradeReplication.PublishAsync(server, ct);
        await UpgradeReplication.SubscribeAsync(server, old, copies: true, ct);
        await replication.WaitForCopyAsync(server, old, ct);
        progress.Report("Gathering statistics for the planner");
        await server.RunAsync("ANALYZE", ct);
    }

    /// <summary>Does not need the new server to work: it may have been killed in the middle.</summary>
    private async Task RemoveNewAsync(UpgradeState state, UpgradeServer old, CancellationToken ct)
    {
        var installation = await PostgresProvisioner.OfFolderAsync(state.New.BinDirectory, options, ct);
        var place = EmbeddedCluster.FolderOf(installation, options with { DataDirectory = state.New.Folder });
        await new ServerProcess(place, clock).KillAsync(ct);
        var system = place.IsInitialised ? (await ControlFile.ReadAsync(installation, place, ct)).System : null;
        await replication.DropSlotsAsync(old, system, ct);
        await UpgradeReplication.UnpublishAsync(old, ct);
        await ReplicaIdentities.ResetAsync(old, state.Identities, ct);
        UpgradeReplication.ForgetLogin(old);
        if (Directory.Exists(place.Root))
        {
            place.Delete();
        }

        UpgradeState.Delete(old.Place);
    }

    private static async Task RequireFollowingAsync(UpgradePair pair, CancellationToken ct)
    {
        var waiting = (await UpgradeReplication.TablesAsync(pair.Follower, ct)).Where(table => !table.Follows).ToList();
        if (waiting.Count > 0)
        {
            throw new InvalidConfigurationException(
                $"{waiting.Count} tables are not copied yet, {waiting[0].Table} among them. See agora cluster upgrade status.");
        }
    }

    private static void RequireStartable(ClusterFolder place)
    {
        if (!place.IsInitialised)
        {
            throw new InvalidConfigurationException(
                $"There is no database in {place.Root} yet. Start Agora with the new programs ({EmbeddedPostgresOptions.BinVariable}) "
                + "instead.");
        }

        if (ClusterMember.Find(place) is { Count: > 1 } members)
        {
            throw new InvalidConfigurationException(
                $"The server has standbys, which do not follow to another version. Remove them first: "
                + $"agora cluster remove {members[^1].Name}");
        }
    }

    private async Task<UpgradePair> OpenAsync(CancellationToken ct)
    {
        var (state, place) = await ReadAsync(ct);
        var turn = await TurnAsync(place, ct);
        try
        {
            return await UpgradePair.OpenAsync(state, turn, options, progress, clock, ct);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>From the folder of either server, whichever the settings name.</summary>
    private async Task<(UpgradeState State, ClusterFolder Place)> ReadAsync(CancellationToken ct)
    {
        var installation = await PostgresProvisioner.FindOrProvisionAsync(options, progress, clock, ct);
        var place = EmbeddedCluster.FolderOf(installation, options);
        var state = UpgradeState.Read(place);
        return state is { IsFinished: false }
            ? (state, new ClusterFolder(state.Old.Folder, place.Account))
            : throw new InvalidConfigurationException(
                $"No upgrade of the database in {place.Root} is under way. Begin one: agora cluster upgrade start --folder NEW");
    }

    // Of the folder of the old server, which exists throughout.
    private Task<FileLock> TurnAsync(ClusterFolder old, CancellationToken ct) => FileLock.ExclusiveAsync(
        Path.Combine(old.Root, "upgrade.lock"),
        () => progress.Report("Another command is at work on this upgrade; waiting for it"),
        clock,
        ct);
}
