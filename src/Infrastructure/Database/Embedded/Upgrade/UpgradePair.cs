namespace Agora.Infrastructure.Database.Embedded.Upgrade;

/// <summary>Both servers of an upgrade, running, with what every command needs to be so.</summary>
internal sealed class UpgradePair : IAsyncDisposable
{
    private readonly FileLock turn;

    private UpgradePair(UpgradeState state, UpgradeServer old, UpgradeServer next, FileLock turn)
    {
        State = state;
        Old = old;
        New = next;
        this.turn = turn;
    }

    public UpgradeState State { get; private set; }

    public UpgradeServer Old { get; }

    public UpgradeServer New { get; }

    public UpgradeServer Leader => State.NewLeads ? New : Old;

    public UpgradeServer Follower => State.NewLeads ? Old : New;

    /// <param name="turn">Released with the pair.</param>
    public static async Task<UpgradePair> OpenAsync(
        UpgradeState state,
        FileLock turn,
        EmbeddedPostgresOptions options,
        IProgress<string> progress,
        TimeProvider clock,
        CancellationToken ct)
    {
        var old = await StartAsync(state.Old, state.NewLeads ? 0 : options.Port);
        try
        {
            var pair = new UpgradePair(state, old, await StartAsync(state.New, state.NewLeads ? options.Port : 0), turn);
            await pair.SettleAsync(ct);
            return pair;
        }
        catch
        {
            await old.DisposeAsync();
            throw;
        }

        async Task<UpgradeServer> StartAsync(UpgradeSide side, int port) => await UpgradeServer.StartAsync(
            side, await PostgresProvisioner.OfFolderAsync(side.BinDirectory, options, ct), options, port, progress, clock, ct);
    }

    /// <summary>Makes the follower the leader. What is left of it after a failure is done by the next command.</summary>
    public async Task TurnAsync(CancellationToken ct)
    {
        State = State with { NewLeads = !State.NewLeads };
        await State.WriteAsync(Old.Place, ct);
        await State.WriteAsync(New.Place, ct);
        await SettleAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Old.DisposeAsync();
        await New.DisposeAsync();
        turn.Dispose();
    }

    // The leader follows no server and is open, the follower is closed and knows where the leader is.
    private async Task SettleAsync(CancellationToken ct)
    {
        await WriterGate.SetAsync(Follower, limit: 0, ct);
        await UpgradeReplication.UnsubscribeAsync(Leader, ct);
        await UpgradeReplication.ReconnectAsync(Follower, Leader, ct);
        await WriterGate.SetAsync(Leader, State.ConnectionLimit, ct);
    }
}
