using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Running;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Testing;

/// <param name="BinDirectory">Holds pg_dump of the server's major version.</param>
/// <param name="Base">
/// The directory as it stands on the branch to merge into. Null takes every version for new, and lets the newest alone crash, because
/// that takes a database for each of its statements.
/// </param>
/// <param name="Seed">SQL that fills tables at the newest base version; must survive the new versions. Null for none.</param>
public sealed record SelfTestOptions(string BinDirectory, string? Base = null, string? Seed = null);

/// <param name="Details">What was found wrong; empty when the check passed.</param>
public sealed record CheckResult(string Name, TimeSpan Duration, IReadOnlyList<string> Details)
{
    public bool Passed => Details.Count == 0;
}

public sealed record SelfTestReport(IReadOnlyList<CheckResult> Checks)
{
    public MigratorExit Exit => Checks.All(check => check.Passed) ? MigratorExit.Ok : MigratorExit.Failed;
}

/// <summary>What CI asks of a directory of migrations: every proof that can be had on throw-away databases.</summary>
public sealed class SelfTest(MigratorOptions options, SelfTestOptions test, IScratchDatabases databases, TimeProvider clock)
{
    /// <param name="onCheck">Called as each check ends.</param>
    /// <exception cref="MigrationException">The files cannot be read at all.</exception>
    public async Task<SelfTestReport> RunAsync(Action<CheckResult> onCheck, CancellationToken ct)
    {
        var directory = MigrationDirectory.Read(options.Directory);
        var fresh = Fresh(directory);
        var rounds = new RoundTrips(options, test, databases, clock);
        var stress = new StressRuns(options, test, databases, clock);
        (string Name, Func<Task<List<string>>> Run)[] checks =
        [
            ("files can be read", () => Task.FromResult(FileProblems(directory))),
            ("the lint has nothing against them", () => Task.FromResult(LintProblems(directory))),
            ("the server accepts the grammar of every statement", () => rounds.GrammarAsync(
                LintRequest.Of(directory, Options()).Files, ct)),
            ("an empty database comes up to the committed schema", () => rounds.SchemaAsync(ct)),
            ("a database of the base comes up to the same schema", () => rounds.UpgradeAsync(ct)),
            ("a second up changes nothing", () => rounds.SecondUpAsync(ct)),
            ("each new version goes up, down and up again", () => rounds.UpDownUpAsync(fresh, ct)),
            ("the new versions go down at once with the repeatable objects in place, and up again",
                () => rounds.DownWithRepeatablesAsync(fresh, ct)),
            ("each new version locks, scans and rewrites what the lint predicts", () => TraceAsync(directory, fresh, ct)),
            ("the script for psql does what up does", () => rounds.ScriptAsync(ct)),
            ("what FluentMigrator applied is adopted", () => rounds.AdoptionAsync(directory, ct)),
            ("five runners apply each version once", () => stress.FiveRunnersAsync(directory, ct)),
            ("a crash at any statement of a new version needs no human", () => stress.CrashesAsync(
                test.Base is null ? [.. fresh.TakeLast(1)] : fresh, ct)),
        ];

        var results = new List<CheckResult>();
        foreach (var (name, run) in checks)
        {
            var start = clock.GetTimestamp();
            List<string> details;
            try
            {
                details = await run();
            }
            catch (MigrationException failed)
            {
                details = [.. ConsoleObserver.Describe(failed.Failure, options.Directory)];
            }

            var result = new CheckResult(name, clock.GetElapsedTime(start), details);
            results.Add(result);
            onCheck(result);

            // What cannot be read cannot be tried; everything after would say the same again.
            if (results.Count == 1 && !result.Passed)
            {
                break;
            }
        }

        return new SelfTestReport(results);
    }

    private LintOptions Options()
    {
        var merged = test.Base is null ? null : MigrationDirectory.ReadBase(test.Base, options.Directory);
        return LintPolicy.Of(options.Directory, clock.GetUtcNow()) with
        {
            Base = merged?.Files.ToDictionary(file => file.Path, file => file.TokenHash, StringComparer.Ordinal),
        };
    }

    private List<string> LintProblems(MigrationDirectory directory)
    {
        var request = LintRequest.Of(directory, Options());
        return
        [
            .. MigrationLinter.Lint(request).Open
                .Where(finding => finding.Severity >= request.Options.FailOn)
                .Select(finding => finding.ToString()),
        ];
    }

    /// <summary>Over generated rows, because an empty table hides what a statement does to a full one.</summary>
    private async Task<List<string>> TraceAsync(MigrationDirectory directory, List<Migration> fresh, CancellationToken ct)
    {
        var known = test.Base is null
            ? []
            : MigrationDirectory.ReadBase(test.Base, options.Directory).Repeatables.ToDictionary(
                file => file.Name, file => file.Up.TokenHash, StringComparer.Ordinal);
        var changed = directory.Repeatables.Where(file => known.GetValueOrDefault(file.Name) != file.Up.TokenHash).Select(file => file.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (fresh.Count + changed.Count == 0)
        {
            return [];
        }

        await using var database = await databases.CreateAsync(ct);
        var request = new TraceRequest(fresh.Select(migration => migration.Version).ToHashSet(), changed);
        var report = await new Tracer(options with { ConnectionString = database.Migrator }, database, clock).RunAsync(request, ct);
        return [.. report.Differences, .. report.Failure is { } failure ? ConsoleObserver.Describe(failure, options.Directory) : []];
    }

    private List<Migration> Fresh(MigrationDirectory directory)
    {
        var known = test.Base is null
            ? []
            : MigrationDirectory.ReadBase(test.Base, options.Directory).Versioned.Select(file => file.Version).ToHashSet();
        return [.. directory.Versioned.Where(file => !known.Contains(file.Version))];
    }

    private static List<string> FileProblems(MigrationDirectory directory) =>
    [
        .. directory.Problems.Select(problem => problem.ToString()),
        .. directory.Files.SelectMany(Preflight.Problems).Select(problem => problem.ToString()),
    ];
}
