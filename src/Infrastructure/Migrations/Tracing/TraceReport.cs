using Agora.Migrations.Files;
using Agora.Migrations.Locks;
using Agora.Migrations.Sql;
using Agora.Migrations.Tracing.Seeding;

namespace Agora.Migrations.Tracing;

/// <summary>What a statement did to one relation that was there before its step.</summary>
/// <param name="Lock">The strongest lock that it asked for; <see cref="LockMode.None"/> when the step had it already.</param>
/// <param name="Held">The strongest lock that the step held on it before the statement.</param>
/// <param name="Scanned">Read, by its pages or by an index.</param>
/// <param name="Rewritten">Its rows, or the entries of an index, stand in a new file.</param>
/// <param name="Table">For an index or an owned sequence the table that it belongs to.</param>
public sealed record TracedRelation(
    ObjectName Name, char Kind, LockMode Lock, LockMode Held, bool Scanned, bool Rewritten, ObjectName? Table)
{
    public bool IsIndex => Kind is 'i' or 'I';

    /// <summary>The strongest lock while the statement ran.</summary>
    public LockMode During => Lock > Held ? Lock : Held;
}

/// <summary>How the locks of a statement were seen.</summary>
public enum ObservedFrom
{
    /// <summary>From within its open transaction: everything it took.</summary>
    Inside,

    /// <summary>From a second session, while the statement was made to wait at each of its locks.</summary>
    Outside,

    /// <summary>It names no table at which it could be made to wait; only its files and its scans were seen.</summary>
    FilesOnly,
}

/// <param name="Line">In the file.</param>
/// <param name="Rows">Rows changed, or -1 for what changes none.</param>
/// <param name="Said">What the server said about work on the rows, such as <c>rewriting table "t"</c>.</param>
/// <param name="Opaque">Why nothing was predicted; null when something was.</param>
/// <param name="Differences">Full sentences; empty when the prediction holds.</param>
public sealed record TracedStatement(
    int Index, int Line, string Sql, TimeSpan Duration, int Rows, ObservedFrom ObservedFrom, IReadOnlyList<TracedRelation> Relations,
    IReadOnlyList<string> Said, string? Opaque, IReadOnlyList<string> Differences)
{
    public LockMode Strongest => Relations.Select(relation => relation.During).DefaultIfEmpty().Max();
}

/// <param name="Removed">Generated rows that stood in the way of a statement and were taken out, in full sentences.</param>
public sealed record TracedStep(
    int Number, bool Transaction, bool Backfill, IReadOnlyList<TracedStatement> Statements, IReadOnlyList<string> Removed);

/// <param name="Version">0 for a repeatable file.</param>
public sealed record TracedMigration(long Version, string Name, string File, MigrationPhase Phase, IReadOnlyList<TracedStep> Steps)
{
    public IEnumerable<TracedStatement> Statements => Steps.SelectMany(step => step.Statements);

    public IEnumerable<string> Differences => Statements.SelectMany(
        statement => statement.Differences.Select(difference => FormattableString.Invariant($"{File}:{statement.Line}: {difference}")));
}

/// <param name="Seeded">Tables by the number of their rows before the first traced statement.</param>
public sealed record TraceReport(IReadOnlyList<TracedMigration> Migrations, IReadOnlyList<SeededTable> Seeded, MigrationFailure? Failure)
{
    public IEnumerable<string> Differences => Migrations.SelectMany(migration => migration.Differences);

    public MigratorExit Exit => Failure?.Exit ?? (Differences.Any() ? MigratorExit.LintErrors : MigratorExit.Ok);
}
