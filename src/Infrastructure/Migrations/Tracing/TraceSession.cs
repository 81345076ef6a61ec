using Agora.Migrations.Files;
using Agora.Migrations.Running;
using Agora.Migrations.Testing;

namespace Agora.Migrations.Tracing;

/// <summary>The worker of a trace: logs in and behaves as the runner's worker does, and says more.</summary>
internal sealed class TraceSession : IAsyncDisposable
{
    private readonly MigratorOptions options;
    private readonly MigratePolicy policy;

    private TraceSession(
        MigratorOptions options,
        IScratchDatabase database,
        MigratePolicy policy,
        TimeProvider clock,
        ServerConnection worker,
        ServerNotes notes)
    {
        this.options = options;
        this.policy = policy;
        Database = database;
        Clock = clock;
        Worker = worker;
        Notes = notes;
    }

    public IScratchDatabase Database { get; }

    public TimeProvider Clock { get; }

    public ServerConnection Worker { get; }

    public ServerNotes Notes { get; }

    public static async Task<TraceSession> OpenAsync(
        MigratorOptions options, IScratchDatabase database, MigratePolicy policy, TimeProvider clock, CancellationToken ct)
    {
        var notes = new ServerNotes();
        var worker = await ServerConnection.OpenAsync(database.Migrator, "migrate trace", notes.Add, ct);
        return new TraceSession(options, database, policy, clock, worker, notes);
    }

    /// <summary>The settings with which the runner starts every step, except its timeouts: here no session waits.</summary>
    public Task ResetAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT pg_catalog.set_config('search_path', $1, false),
                   pg_catalog.set_config('TimeZone', 'UTC', false),
                   pg_catalog.set_config('client_min_messages', 'debug1', false)
            """;
        return Worker.SendAllAsync([new("RESET ALL"), ServerState.SetRole(options), new(sql, policy.SearchPath)], ct);
    }

    public Task BeginAsync(string? role, CancellationToken ct)
    {
        const string sql = "SELECT pg_catalog.set_config('role', coalesce($1, pg_catalog.current_setting('role')), true)";
        return Worker.SendAllAsync([new("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"), new(sql, role)], ct);
    }

    public Task RollBackAsync() => Worker.TryRollBackAsync();

    /// <summary>Runs a file that is not traced, over the rows that are there.</summary>
    public async Task ApplyAsync(MigrationFile file, Predictor predictor, CancellationToken ct) =>
        await new TracedFile(this, predictor).RunAsync(file, ct);

    public ValueTask DisposeAsync() => Worker.DisposeAsync();
}
