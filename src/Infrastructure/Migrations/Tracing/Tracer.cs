using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Running;
using Agora.Migrations.Schemas;
using Agora.Migrations.Testing;
using Agora.Migrations.Tracing.Seeding;
using Npgsql;

namespace Agora.Migrations.Tracing;

/// <param name="Versions">What to watch; null watches every version. Those between are applied and not reported.</param>
/// <param name="Repeatables">Names of repeatable files to watch; null watches all when the newest version is reached, empty none.</param>
/// <param name="Rows">Generated rows in each table before a file runs.</param>
public sealed record TraceRequest(IReadOnlySet<long>? Versions = null, IReadOnlySet<string>? Repeatables = null, int Rows = 1000);

/// <summary>
/// Runs migrations on a scratch database as the runner would, over generated rows, and tells for each statement which locks it took, what
/// it scanned and what it wrote anew; and whether the lock catalogue had said so.
/// </summary>
public sealed class Tracer(MigratorOptions options, IScratchDatabase database, TimeProvider clock)
{
    private readonly List<TracedMigration> traced = [];
    private readonly Dictionary<string, SeededTable> seeded = new(StringComparer.Ordinal);

    public async Task<TraceReport> RunAsync(TraceRequest request, CancellationToken ct)
    {
        try
        {
            await TraceAsync(request, ct);
            return Report(null);
        }
        catch (MigrationException stopped)
        {
            return Report(stopped.Failure);
        }
        catch (PostgresException refused)
        {
            return Report(
                new MigrationFailure(MigratorExit.Failed, refused.MessageText)
                {
                    SqlState = refused.SqlState,
                    Detail = refused.Detail,
                    Hint = refused.Hint,
                });
        }
        catch (NpgsqlException lost)
        {
            return Report(new MigrationFailure(MigratorExit.Failed, $"The connection failed: {lost.Message}"));
        }
    }

    private TraceReport Report(MigrationFailure? failure) =>
        new(traced, [.. seeded.Values.OrderBy(table => table.Table, StringComparer.Ordinal)], failure);

    private async Task TraceAsync(TraceRequest request, CancellationToken ct)
    {
        var directory = MigrationDirectory.Read(options.Directory);
        var policy = PolicyFile.Read(options.Directory);
        Preflight.Check(directory.Versioned.Select(file => file.Up).Concat(directory.Repeatables.Select(file => file.Up)));
        var watched = directory.Versioned.Where(file => request.Versions?.Contains(file.Version) != false).ToList();
        var repeatables = directory.Repeatables.Where(file => request.Repeatables?.Contains(file.Name) != false).ToList();
        if (watched.Count == 0 && repeatables.Count == 0)
        {
            return;
        }

        // Every file below the first that is watched is applied as production got it; from there on the tracer runs them all itself.
        var from = watched.Count > 0 ? watched[0].Version : long.MaxValue;
        await ApplyAsync(directory, from, ct);
        var predictor = new Predictor(new SchemaModel([.. policy.SearchPath.Split(',').Select(schema => schema.Trim().Trim('"'))]));
        foreach (var file in directory.Versioned.Where(file => file.Version < from))
        {
            Learn(predictor, file.Up);
        }

        await using var session = await TraceSession.OpenAsync(options, database, policy, clock, ct);
        foreach (var migration in directory.Versioned.Where(
            file => file.Version >= from && (repeatables.Count > 0 || file.Version <= watched[^1].Version)))
        {
            if (!watched.Contains(migration))
            {
                await session.ApplyAsync(migration.Up, predictor, ct);
                continue;
            }

            await SeedAsync(request.Rows, ct);
            var run = new TracedFile(session, predictor);
            traced.Add(
                new TracedMigration(
                    migration.Version, migration.Description, migration.Up.Path, migration.Up.Body.Settings.Phase, run.Steps));
            await run.RunAsync(migration.Up, ct);
        }

        await TraceRepeatablesAsync(directory, repeatables, session, predictor, request.Rows, ct);
    }

    /// <summary>Once unseen, because production has most of what they make; then the ones that are watched.</summary>
    private async Task TraceRepeatablesAsync(
        MigrationDirectory directory, List<Repeatable> watched, TraceSession session, Predictor predictor, int rows, CancellationToken ct)
    {
        if (watched.Count == 0)
        {
            return;
        }

        foreach (var file in directory.Repeatables)
        {
            await session.ApplyAsync(file.Up, predictor, ct);
        }

        await SeedAsync(rows, ct);
        foreach (var file in watched)
        {
            var run = new TracedFile(session, predictor);
            traced.Add(new TracedMigration(0, file.Name, file.Up.Path, MigrationPhase.None, run.Steps));
            await run.RunAsync(file.Up, ct);
        }
    }

    private async Task ApplyAsync(MigrationDirectory directory, long from, CancellationToken ct)
    {
        if (directory.Versioned.Count == 0 || directory.Versioned[0].Version >= from)
        {
            return;
        }

        var migrator = new Migrator(
            options with
            {
                ConnectionString = database.Migrator,
                VersionsOnly = true,
                AcceptDataLoss = true,
            }, SilentObserver.Instance, clock);
        if ((await migrator.UpAsync(from == long.MaxValue ? null : from - 1, ct)).Failure is { } failure)
        {
            throw new MigrationException(failure);
        }
    }

    private static void Learn(Predictor predictor, MigrationFile file)
    {
        foreach (var step in file.Body.Steps)
        {
            predictor.BeginStep();
            foreach (var statement in step.Statements)
            {
                predictor.Next(statement, file.Path);
            }
        }
    }

    private async Task SeedAsync(int rows, CancellationToken ct)
    {
        foreach (var table in await new Seeder(database.Admin, options).SeedAsync(rows, ct))
        {
            seeded[table.Table] = table;
        }
    }
}
