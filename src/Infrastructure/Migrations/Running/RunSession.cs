using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.History;
using Agora.Migrations.Locks;
using Agora.Migrations.Planning;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>What all parts of one run share. The worker exists only while there is work.</summary>
internal sealed class RunSession : IAsyncDisposable
{
    private RunSession(
        MigratorOptions options, MigratePolicy policy, MigrationDirectory directory, EventLog log, RunResult result, TimeProvider clock)
    {
        Options = options;
        Policy = policy;
        Directory = directory;
        Log = log;
        Result = result;
        Clock = clock;
        Names = new HistoryNames(options);
        Writer = new HistoryWriter(Names, options);
        Store = new HistoryStore(Names);
        Lock = new RunnerLock(Names, log, clock);
    }

    public MigratorOptions Options { get; }

    public MigratePolicy Policy { get; }

    public MigrationDirectory Directory { get; }

    public EventLog Log { get; }

    public TimeProvider Clock { get; }

    public HistoryNames Names { get; }

    public HistoryWriter Writer { get; }

    public HistoryStore Store { get; }

    public RunnerLock Lock { get; }

    public ServerConnection Control { get; private set; } = null!;

    public ServerState Server { get; private set; } = null!;

    public ServerConnection Worker { get; private set; } = null!;

    public HistoryState History { get; private set; } = HistoryState.Empty;

    public RunResult Result { get; }

    public MigrationPlan Plan => MigrationPlan.Of(Directory, History, Server.Extensions);

    /// <summary>The extensions for which a version waits.</summary>
    public IEnumerable<string> Missing(PlanItem item) =>
        OptionalFiles.Of(Directory)[item.Version].Where(name => !Server.Extensions.Contains(name)).Order(StringComparer.Ordinal);

    /// <summary>Connects, checks the server and reads the history: all that a run with nothing to do needs.</summary>
    public static async Task<RunSession> OpenAsync(
        MigratorOptions options, MigratePolicy policy, MigrationDirectory directory, EventLog log, RunResult result, TimeProvider clock,
        CancellationToken ct)
    {
        var session = new RunSession(options, policy, directory, log, result, clock);
        try
        {
            session.Control = await ServerConnection.OpenAsync(options.ConnectionString, "migrate control", onNotice: null, ct);
            session.Server = await ServerState.CheckAsync(session.Control, options, ct);
            session.History = await session.Store.ReadAsync(
                session.Control, session.Server.History, session.Server.HasSideSchema, ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Becomes the only runner, makes what is missing and reads the history again, now without a race.</summary>
    public async Task BeginWorkAsync(CancellationToken ct)
    {
        await RequireUnpublishedAsync(ct);
        await Lock.TakeRunnerAsync(Control, Options.RunnerWait, ct);
        History = await Store.RereadAsync(Control, ct);
        await CreateTablesAsync(ct);
        await OpenWorkerAsync(ct);
        await WarnOfEventTriggersAsync(ct);
    }

    public async Task RereadAsync(CancellationToken ct) => History = await Store.RereadAsync(Control, ct);

    /// <summary>Resets the settings of the worker before each file.</summary>
    public Task ResetWorkerAsync(string applicationName, CancellationToken ct)
    {
        // RESET ALL, not DISCARD ALL: the latter would release the worker lock.
        const string sql = """
            SELECT set_config('application_name', $1, false),
                   set_config('search_path', $2, false),
                   set_config('client_connection_check_interval', '1s', false),
                   set_config('TimeZone', 'UTC', false),
                   set_config('statement_timeout', '0', false),
                   set_config('lock_timeout', '3s', false),
                   set_config('idle_session_timeout', '0', false),
                   set_config('idle_in_transaction_session_timeout', '60s', false)
            """;
        return Worker.SendAllAsync(
            [new("RESET ALL"), ServerState.SetRole(Options), new(sql, applicationName, Policy.SearchPath)], ct);
    }

    /// <summary>Back to the runner's own role inside a transaction that a file's role was set for.</summary>
    public SqlCommand ResetLocalRole() => new($"SET LOCAL ROLE {(Options.Role is null ? "NONE" : ObjectName.Quote(Options.Role))}");

    public void Announce(IReadOnlyList<long> versions, IReadOnlyList<string> repeatables) => Log.Add(new RunStarted(
        Options.RunnerVersion, Server.Version, Control.Host, Control.Database, Server.Role, Options.GitCommit, versions, repeatables));

    /// <summary>Sends one statement of a file, telling the observer before and after.</summary>
    public async Task SendStatementAsync(MigrationFile file, SqlStatement statement, LockClass lockClass, CancellationToken ct)
    {
        Log.Add(new StatementStarted(file.Path, statement.Line, statement.Column, lockClass.ToString(), statement.Text));
        var start = Clock.GetTimestamp();
        try
        {
            var rows = await Worker.SendAsync(statement.Text, ct);
            Log.Add(
                new StatementDone(file.Path, statement.Line, lockClass.ToString(), Clock.GetElapsedTime(start).TotalMilliseconds, rows));
        }
        catch (PostgresException error) when (!Failures.IsLockFailure(error))
        {
            Log.Add(new StatementFailed(
                file.Path, statement.Line, statement.Column, lockClass.ToString(), Clock.GetElapsedTime(start).TotalMilliseconds,
                error.SqlState, error.MessageText, error.Detail, error.Hint));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The worker first: its lock must be released before the next runner can take that of the control connection.
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }

        if (Control is not null)
        {
            await Control.DisposeAsync();
        }
    }

    private async Task RequireUnpublishedAsync(CancellationToken ct)
    {
        const string sql = "SELECT p.pubname::text FROM pg_publication AS p WHERE p.pubname = $1";

        if (Policy.GuardPublication is { } guarded
            && (await Control.ReadAsync(new SqlCommand(sql, guarded), row => row.GetString(0), ct)).Count > 0)
        {
            throw new MigrationException(new MigrationFailure(
                MigratorExit.UnsafeEnvironment,
                $"Another server follows this database (publication {guarded}), and gets no changes of the schema.")
            {
                Hint = Policy.GuardPublicationHint ?? $"Let its subscriber end, and drop the publication {guarded}.",
            });
        }
    }

    private async Task CreateTablesAsync(CancellationToken ct)
    {
        if (History is { Shape.IsComplete: true, HasSideTables: true })
        {
            return;
        }

        var schema = new HistorySchema(Names);
        var commands = new List<SqlCommand> { new("BEGIN") };
        if (!History.Shape.Exists)
        {
            commands.AddRange(schema.CreateHistory());
        }
        else if (!History.Shape.IsComplete)
        {
            commands.AddRange(schema.CompleteHistory(History.Shape));
        }

        if (!History.HasSideTables)
        {
            commands.AddRange(schema.CreateSideTables());
        }

        commands.Add(new SqlCommand("COMMIT"));
        try
        {
            await Control.SendAllAsync(commands, ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                new MigrationFailure(
                    MigratorExit.UnsafeEnvironment, $"Role '{Server.Role}' may not create the history: {refused.MessageText}.")
                {
                    Hint = $"Grant it CREATE on the database and on schema {Names.Schema}, or run as the owner of the database.",
                },
                refused);
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await Control.TryRollBackAsync();
            throw new MigrationException(
                new MigrationFailure(
                    MigratorExit.LocksNotObtained,
                    $"{Names.Versions} is half made, and another session holds a lock on it, so it could not be completed.")
                {
                    Hint = "Is FluentMigrator's own runner at work? Let it end, then run again.",
                },
                busy);
        }

        History = await Store.RereadAsync(Control, ct);
    }

    /// <summary>They run inside our DDL and may veto it, so a reader of the log should know of them.</summary>
    private async Task WarnOfEventTriggersAsync(CancellationToken ct)
    {
        const string sql = """
            SELECT format('%s on %s calls %s', evtname, evtevent, evtfoid::regproc)
            FROM pg_event_trigger
            WHERE evtenabled <> 'D'
            ORDER BY evtname
            """;
        foreach (var trigger in await Control.ReadAsync(new SqlCommand(sql), row => row.GetString(0), ct))
        {
            Log.Warn("event-trigger", $"Event trigger {trigger}; it may veto what a migration does.");
        }
    }

    private async Task OpenWorkerAsync(CancellationToken ct)
    {
        Worker = await ServerConnection.OpenAsync(
            Options.ConnectionString, "migrate worker", (severity, text) => Log.Add(new Noticed(severity, text)), ct);
        await ServerState.CheckAsync(Worker, Options, ct);
        await Lock.TakeWorkerAsync(Worker, Options.RunnerWait, ct);
    }
}
