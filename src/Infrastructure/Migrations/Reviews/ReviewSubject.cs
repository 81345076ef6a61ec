using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Locks;
using Agora.Migrations.Schemas;
using Agora.Migrations.Sql;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Reviews;

/// <summary>What a DBA is asked to look at.</summary>
/// <param name="Trace">Null when the trace was left out.</param>
/// <param name="Lint">Of the whole directory.</param>
public sealed record ReviewSubject(
    IReadOnlyList<Migration> Migrations,
    IReadOnlyList<Repeatable> Repeatables,
    MigratePolicy Policy,
    LintReport Lint,
    TableStatistics Statistics,
    TraceReport? Trace, IReadOnlyDictionary<(string File, int Statement), ReviewedStatement> Statements)
{
    /// <summary>The lint stops the build, the trace failed, or the two do not agree.</summary>
    public MigratorExit Exit(Severity failOn) =>
        Trace is { Exit: not MigratorExit.Ok } trace ? trace.Exit
        : Lint.Open.Any(finding => finding.Severity >= failOn && Paths.Contains(finding.File)) ? MigratorExit.LintErrors
        : MigratorExit.Ok;

    public IReadOnlySet<string> Paths => field ??= Migrations
        .SelectMany(migration => new[] { migration.Up, migration.Down, migration.Verify })
        .Concat(Repeatables.SelectMany(file => new[] { file.Up, file.Down }))
        .OfType<MigrationFile>().Select(file => file.Path).ToHashSet(StringComparer.Ordinal);

    public static ReviewSubject Of(
        MigrationDirectory directory, TraceRequest request, MigratePolicy policy, LintReport lint, LintOptions options, TraceReport? trace)
    {
        var seen = (trace?.Migrations ?? [])
            .SelectMany(migration => migration.Statements.Select(statement => (Key: (migration.File, statement.Index), statement)))
            .ToDictionary(entry => entry.Key, entry => entry.statement);
        var predictor = new Predictor(new SchemaModel(options.SearchPath));
        var statements = new Dictionary<(string, int), ReviewedStatement>();

        // Repeatable files count the second time: production has most of what they make.
        var repeatables = directory.Repeatables.Select(file => file.Up).ToList();
        foreach (var file in directory.Versioned.Select(migration => migration.Up).Concat(repeatables).Concat(repeatables))
        {
            foreach (var step in file.Body.Steps)
            {
                predictor.BeginStep();
                foreach (var statement in step.Statements)
                {
                    var prediction = predictor.Next(statement, file.Path);
                    var key = (file.Path, statement.Index);
                    statements[key] = new ReviewedStatement(statement, prediction, seen.GetValueOrDefault(key));
                }
            }
        }

        return new ReviewSubject(
            [.. directory.Versioned.Where(migration => request.Versions?.Contains(migration.Version) != false)],
            [.. directory.Repeatables.Where(file => request.Repeatables?.Contains(file.Name) != false)],
            policy, lint, options.Statistics, trace, statements);
    }
}

/// <summary>A statement with what is known of it: as traced when it was, as predicted otherwise.</summary>
public sealed record ReviewedStatement(SqlStatement Source, Prediction Prediction, TracedStatement? Traced)
{
    /// <summary>Locks and work on what was there before the step.</summary>
    public IReadOnlyList<ReviewedRelation> Relations => field ??= Traced is { } traced
        ? [.. TraceOutput.Reported(traced).Select(
            relation => new ReviewedRelation(
                relation.Name,
                relation.During,
                relation.Scanned,
                relation.Rewritten,
                relation.Lock == LockMode.None)).OrderBy(Order, StringComparer.Ordinal)]
        : [.. Prediction.Effects.Relations.Where(effect => !effect.IsNew).Select(
            effect => new ReviewedRelation(effect.Relation, effect.Lock, effect.Scans, effect.Rewrites, IsHeld: false))
                .OrderBy(Order, StringComparer.Ordinal)];

    public LockMode Strongest => Relations.Select(relation => relation.Lock).DefaultIfEmpty().Max();

    private static string Order(ReviewedRelation relation) => relation.Name.ToString();
}

/// <param name="IsHeld">The step had the lock already.</param>
public sealed record ReviewedRelation(ObjectName Name, LockMode Lock, bool Scanned, bool Rewritten, bool IsHeld);
