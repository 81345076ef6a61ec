using Agora.Migrations.Documentation;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Planning;
using Agora.Migrations.Running;
using Agora.Migrations.Scripting;
using Agora.Migrations.Snapshots;
using Npgsql;

namespace Agora.Migrations;

/// <summary>The verbs. Each opens its own connections, reports what happens to the observer, and returns how it ended.</summary>
public sealed class Migrator(MigratorOptions options, IMigrationObserver observer, TimeProvider clock)
{
    /// <summary>Cancels even a concurrent build, whose leftovers are then removed. The token of a verb lets such a build finish.</summary>
    public CancellationToken Abort { get; init; } = CancellationToken.None;

    /// <summary>Applies what is pending, then the repeatable files whose tokens changed.</summary>
    /// <param name="to">Stops after this version; null applies all. Repeatable files run only when nothing is left pending.</param>
    /// <param name="ct">Stops at the next safe moment: a transactional step is rolled back.</param>
    public Task<MigrationReport> UpAsync(long? to, CancellationToken ct) =>
        RunAsync(session => new UpRun(session, Abort).RunAsync(to, ct), ct);

    /// <summary>Takes versions back, newest first, each by its down file.</summary>
    public Task<MigrationReport> DownAsync(DownTarget target, CancellationToken ct) =>
        RunAsync(session => new DownRun(session, Abort).RunAsync(target, ct), ct);

    /// <summary>Takes the newest versions back and applies them again, while they are being written.</summary>
    public async Task<MigrationReport> RedoAsync(int steps, CancellationToken ct)
    {
        var down = await DownAsync(DownTarget.Last(steps), ct);
        return down.IsSuccess && down.Applied.Count > 0 ? await UpAsync(down.Applied.Max(), ct) : down;
    }

    /// <summary>Declares that a database without history stands at this version; runs no SQL of the files.</summary>
    public Task<MigrationReport> BaselineAsync(long version, CancellationToken ct) =>
        RunAsync(session => new BaselineRun(session).RunAsync(version, ct), ct);

    /// <summary>Refreshes hashes after comment-only edits, and drops one INVALID index that is named.</summary>
    public Task<MigrationReport> RepairAsync(string? index, CancellationToken ct) =>
        RunAsync(session => new RepairRun(session).RunAsync(index, ct), ct);

    /// <summary>Writes down what a human found out about an uncertain statement; <c>up</c> continues from there.</summary>
    public Task<MigrationReport> ResolveAsync(long version, Resolution resolution, string reason, CancellationToken ct) =>
        RunAsync(session => new ResolveRun(session).RunAsync(version, resolution, reason, ct), ct);

    /// <summary>Runs the verify files of applied versions, read-only. A finding makes the exit code 1.</summary>
    public async Task<VerifyReport> VerifyAsync(CancellationToken ct)
    {
        IReadOnlyList<VerifyFinding> findings = [];
        var report = await RunAsync(async session => findings = await new VerifyRun(session).RunAsync(ct), ct);
        return new VerifyReport(report.IsSuccess && findings.Count > 0 ? MigratorExit.Failed : report.Exit, findings, report.Failure);
    }

    /// <summary>Reads where the database stands; writes nothing and takes no lock.</summary>
    public async Task<StatusReport> StatusAsync(CancellationToken ct)
    {
        StatusReport? status = null;
        var report = await RunAsync(async session => status = await new StatusReader(session).ReadAsync(ct), ct);
        return status ?? new StatusReport(report.Exit, [], [], [], report.Failure);
    }

    /// <summary>Every version of the folder and of the history, and whether it is applied; writes nothing and takes no lock.</summary>
    public async Task<ListReport> ListAsync(CancellationToken ct)
    {
        ListReport? list = null;
        var report = await RunAsync(
            session =>
            {
                list = MigrationList.Of(session);
                return Task.CompletedTask;
            },
            ct);
        return list ?? new ListReport(report.Exit, [], [], report.Failure);
    }

    /// <summary>All that <c>up</c> asks before it begins, and the grammar of what is pending; writes nothing and takes no lock.</summary>
    public Task<MigrationReport> ValidateAsync(CancellationToken ct) =>
        RunAsync(session => new UpRun(session, Abort).ValidateAsync(ct), ct);

    /// <summary>SQL for psql that does what <c>up</c> would do between the two versions. Needs no server.</summary>
    /// <exception cref="MigrationException">A file cannot be read or cannot be put into a script.</exception>
    public string Script(ScriptRange range)
    {
        var directory = ReadDirectory();
        Preflight.Check(directory.Versioned.Select(file => file.Up).Concat(directory.Repeatables.Select(file => file.Up)));
        return new ScriptWriter(options, PolicyFile.Read(options.Directory)).Up(directory, range);
    }

    /// <summary>SQL for psql that does what <c>down</c> would do.</summary>
    /// <exception cref="MigrationException">A file cannot be read, or a version has no way back.</exception>
    public string DownScript(ScriptRange range) =>
        new ScriptWriter(options, PolicyFile.Read(options.Directory)).Down(ReadDirectory(), range);

    /// <summary>The dry run: what <c>up</c> would do, with locks, sizes and obstacles. Reads only.</summary>
    public async Task<PlanReport> PlanAsync(CancellationToken ct)
    {
        PlanReport? plan = null;
        var report = await RunAsync(async session => plan = await new PlanReader(session).ReadAsync(ct), ct);
        return plan ?? new PlanReport(report.Exit, [], [], [], [], report.Failure);
    }

    /// <summary>The schema of the database as text that is the same for the same schema.</summary>
    /// <param name="binDirectory">Holds pg_dump.</param>
    /// <exception cref="MigrationException">pg_dump failed.</exception>
    public Task<string> SnapshotAsync(string binDirectory, CancellationToken ct) =>
        SchemaSnapshot.ReadAsync(options, PolicyFile.Read(options.Directory).SnapshotSchemas, binDirectory, ct);

    /// <summary>The schema of the database as a page for people, with an entity diagram.</summary>
    public Task<string> DocumentAsync(CancellationToken ct) =>
        SchemaPage.ReadAsync(options, PolicyFile.Read(options.Directory).SnapshotSchemas, ct);

    /// <summary>Compares the database with the committed <c>schema.sql</c>. A difference makes the exit code 4.</summary>
    public async Task<DiffReport> DiffAsync(string binDirectory, CancellationToken ct)
    {
        var path = Path.Combine(options.Directory, SchemaSnapshot.FileName);
        if (!File.Exists(path))
        {
            return new DiffReport(
                MigratorExit.Usage, [], new MigrationFailure(MigratorExit.Usage, $"There is no {path}; write it with 'snapshot'."));
        }

        try
        {
            var differences = SchemaSnapshot.Compare(await File.ReadAllTextAsync(path, ct), await SnapshotAsync(binDirectory, ct));
            return new DiffReport(differences.Count == 0 ? MigratorExit.Ok : MigratorExit.Drift, differences, null);
        }
        catch (MigrationException failed)
        {
            return new DiffReport(failed.Failure.Exit, [], failed.Failure);
        }
    }

    /// <summary>What the grammar of the server refuses in the files. Statements are parsed only; nothing runs.</summary>
    public async Task<IReadOnlyList<Finding>> CheckGrammarAsync(IEnumerable<LintFile> files, CancellationToken ct)
    {
        await using var connection = await ServerConnection.OpenAsync(options.ConnectionString, "migrate lint", onNotice: null, ct);
        return await new ServerGrammar(connection).CheckAsync(files, ct);
    }

    /// <summary>Each version as a FluentMigrator class.</summary>
    /// <exception cref="MigrationException">A file cannot be read.</exception>
    public IReadOnlyList<ExportedClass> ExportFluentMigrator(string targetNamespace) =>
        FluentMigratorExport.Of(ReadDirectory(), targetNamespace);

    private async Task<MigrationReport> RunAsync(Func<RunSession, Task> verb, CancellationToken ct)
    {
        var log = new EventLog(observer, clock);
        var start = clock.GetTimestamp();
        var result = new RunResult();
        MigrationFailure? failure = null;
        try
        {
            var directory = ReadDirectory();
            var policy = PolicyFile.Read(options.Directory);
            await new RunRetry(log, clock).RunAsync(
                () => RunSession.OpenAsync(options, policy, directory, log, result, clock, ct), verb, ct);
        }
        catch (MigrationException stopped)
        {
            failure = stopped.Failure;
        }
        catch (PostgresException refused)
        {
            failure = new MigrationFailure(MigratorExit.Failed, refused.MessageText)
            {
                SqlState = refused.SqlState,
                Detail = refused.Detail,
                Hint = refused.Hint,
            };
        }
        catch (NpgsqlException lost)
        {
            failure = new MigrationFailure(MigratorExit.Failed, $"The connection failed: {lost.Message}");
        }
        catch (OperationCanceledException)
        {
            failure = new MigrationFailure(MigratorExit.Failed, "Stopped on request; the step that ran was rolled back.");
        }

        failure = failure is { Version: null } ? failure with { Version = result.InFlight } : failure;
        log.At(null);
        var exit = failure?.Exit ?? MigratorExit.Ok;
        log.Add(new RunEnded((int)exit, result.Applied, failure?.Version, result.Pending, clock.GetElapsedTime(start).TotalMilliseconds));
        return new MigrationReport(exit, result.Applied, result.Repeatables, result.Pending, failure);
    }

    private MigrationDirectory ReadDirectory()
    {
        var directory = options.ClassesOf is { } current
            ? MigrationDirectory.ReadBase(options.Directory, current)
            : MigrationDirectory.Read(options.Directory);
        if (directory.Problems.Count > 0)
        {
            throw new MigrationException(new MigrationFailure(MigratorExit.LintErrors, "Some files cannot be read as migrations.")
            {
                Details = [.. directory.Problems.Select(problem => problem.ToString())],
            });
        }

        return directory;
    }
}
