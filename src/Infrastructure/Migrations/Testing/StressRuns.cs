using System.Collections.Concurrent;
using System.Globalization;
using Agora.Migrations.Events;
using Agora.Migrations.Files;

namespace Agora.Migrations.Testing;

/// <summary>Several runners at once, and runners whose worker dies.</summary>
internal sealed class StressRuns(MigratorOptions options, SelfTestOptions test, IScratchDatabases databases, TimeProvider clock)
{
    private const int Runners = 5;

    public async Task<List<string>> FiveRunnersAsync(MigrationDirectory directory, CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        var reports = await Task.WhenAll(
            Enumerable.Range(0, Runners).Select(_ => For(database, SilentObserver.Instance).UpAsync(null, ct)));
        var problems = reports.Where(report => !report.IsSuccess).Select(report => report.Failure!.Message).ToList();
        var applied = reports.SelectMany(report => report.Applied).Order().ToList();
        if (!applied.SequenceEqual(directory.Versioned.Select(file => file.Version)))
        {
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture, $"{applied.Count} versions were applied where {directory.Versioned.Count} exist."));
        }

        return problems;
    }

    /// <summary>
    /// Ends the worker before and after every statement of the versions; the next run must lead to the same schema. Repeatable files
    /// are left out: each is one transaction, and a run that died in front of it simply finds it pending.
    /// </summary>
    public async Task<List<string>> CrashesAsync(IReadOnlyList<Migration> versions, CancellationToken ct)
    {
        var problems = new ConcurrentBag<string>();
        foreach (var version in versions)
        {
            await using var undisturbed = await databases.CreateAsync(ct);
            await Bare(undisturbed, SilentObserver.Instance).UpAsync(version.Version, ct);
            var whole = await Bare(undisturbed, SilentObserver.Instance).SnapshotAsync(test.BinDirectory, ct);
            var boundaries = version.Up.Body.Steps.Sum(step => step.Statements.Count) * 2;
            await Parallel.ForEachAsync(
                Enumerable.Range(0, boundaries), new ParallelOptions
                {
                    MaxDegreeOfParallelism = Environment.ProcessorCount,
                    CancellationToken = ct,
                },
                async (boundary, token) =>
                {
                    if (await CrashAsync(version.Version, boundary, whole, token) is { } problem)
                    {
                        problems.Add(problem);
                    }
                });
        }

        return [.. problems];
    }

    private async Task<string?> CrashAsync(long version, int boundary, string whole, CancellationToken ct)
    {
        await using var database = await databases.CreateAsync(ct);
        await Bare(database, SilentObserver.Instance).UpAsync(version - 1, ct);
        var crash = new CrashAt(boundary, database.Admin);
        await Bare(database, crash).UpAsync(version, ct);
        var again = await Bare(database, SilentObserver.Instance).UpAsync(version, ct);
        return again.Failure is { } failure ? $"After a crash at {crash.CrashedAt}: {failure.Message}"
            : await Bare(database, SilentObserver.Instance).SnapshotAsync(test.BinDirectory, ct) != whole
                ? $"After a crash at {crash.CrashedAt} the schema is another one."
            : null;
    }

    private Migrator Bare(IScratchDatabase database, IMigrationObserver observer) =>
        new(options with { ConnectionString = database.Migrator, VersionsOnly = true }, observer, clock);

    private Migrator For(IScratchDatabase database, IMigrationObserver observer) =>
        new(options with { ConnectionString = database.Migrator }, observer, clock);

    /// <summary>Terminates the worker when the n-th statement starts or is done.</summary>
    private sealed class CrashAt(int boundary, string admin) : IMigrationObserver
    {
        private int passed;

        public string? CrashedAt { get; private set; }

        public void On(MigrationEvent happened)
        {
            if (happened is not (StatementStarted or StatementDone) || passed++ != boundary)
            {
                return;
            }

            CrashedAt = happened is StatementStarted started
                ? $"{started.File}:{started.Line}, before it"
                : $"{((StatementDone)happened).File}:{((StatementDone)happened).Line}, after it";

            // The runner must stand still meanwhile, so this blocks its thread on purpose.
            using var connection = new Npgsql.NpgsqlConnection(
                new Npgsql.NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT pg_terminate_backend(pid, 5000)
                FROM pg_stat_activity
                WHERE datname = current_database()
                  AND application_name LIKE 'migrate %'
                  AND application_name <> 'migrate control'
                """;
            command.ExecuteNonQuery();
        }
    }
}
