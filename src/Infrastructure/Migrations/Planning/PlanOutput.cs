using System.Globalization;
using System.Text;
using Agora.Migrations.Events;
using Agora.Migrations.Files;
using Agora.Migrations.Locks;

namespace Agora.Migrations.Planning;

/// <summary>The dry run and the locks of this moment, for people.</summary>
public static class PlanOutput
{
    private const int StatementWidth = 90;
    private const int NamedRepeatables = 5;

    public static string Text(PlanReport plan)
    {
        var text = new StringBuilder();
        foreach (var migration in plan.Migrations)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{migration.Version}  {migration.Name}"
                + $"{(migration.Phase == MigrationPhase.None ? "" : $"   {migration.Phase.ToString().ToLowerInvariant()}")}");
            foreach (var step in migration.Steps)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {step.Number}/{migration.Steps.Count}  "
                    + $"{(step.Backfill ? "backfill" : step.Transaction ? "transaction" : "standalone")}");
                foreach (var statement in step.Statements)
                {
                    Statement(text, statement);
                }
            }
        }

        if (Repeatables(plan.Repeatables) is { } repeatables)
        {
            text.AppendLine(repeatables);
        }

        foreach (var obstacle in plan.Obstacles)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"would not start: {obstacle}");
        }

        foreach (var blocker in plan.Blockers)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"in the way now:  {Session(blocker)}");
        }

        text.AppendLine(
            CultureInfo.InvariantCulture, $"{plan.Migrations.Count} versions, {plan.Repeatables.Count} repeatable files pending");
        return Lines(text);
    }

    /// <summary>All repeatable files in one line: a first run has dozens of them.</summary>
    /// <returns>Null when there is none.</returns>
    public static string? Repeatables(IReadOnlyList<string> names) => names.Count switch
    {
        0 => null,
        <= NamedRepeatables => $"repeatable {string.Join(", ", names)}",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{names.Count} repeatable files: {string.Join(", ", names.Take(NamedRepeatables))} and {names.Count - NamedRepeatables} more"),
    };

    public static string Text(IReadOnlyList<LockWait> waits)
    {
        var text = new StringBuilder();
        foreach (var wait in waits)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{Session(wait.Waiter)}");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  waits {Durations.Seconds(TimeSpan.FromSeconds(wait.WaitedS))} "
                + $"for {wait.Wanted ?? "a lock that is not on a relation"}, behind");
            foreach (var blocker in wait.Blockers)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {Session(blocker)}");
            }
        }

        text.AppendLine(
            waits.Count == 0
                ? "No session waits for a lock."
                : string.Create(CultureInfo.InvariantCulture, $"{waits.Count} waiting. To end one: SELECT pg_terminate_backend(pid);"));
        return Lines(text);
    }

    private static void Statement(StringBuilder text, PlannedStatement statement)
    {
        var line = string.Join(' ', statement.Sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var shown = line.Length > StatementWidth ? $"{line.AsSpan(0, StatementWidth - 3)}..." : line;
        text.AppendLine(CultureInfo.InvariantCulture, $"       line {statement.Line,-4} {shown}   {Class(statement.Class)}");
        foreach (var one in statement.Locks)
        {
            var size = one.Rows is null
                ? "made by a pending file"
                : one.Rows < 0
                    ? "never analyzed"
                    : string.Create(CultureInfo.InvariantCulture, $"{one.Rows:N0} rows, {one.Bytes / 1048576.0:0.0} MB");
            var work = one.Rewrites ? "   REWRITES it" : one.Scans ? "   reads all of it" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"                 {one.Mode} on {one.Relation} ({size}){work}");
        }

        if (statement.Refused is { } refused)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"                 the server refuses it: {refused}");
        }
    }

    private static string Class(LockClass lockClass) => lockClass switch
    {
        LockClass.Strong => "strong: readers or writers wait",
        LockClass.Weak => "weak: readers and writers pass",
        LockClass.New => "new objects only",
        LockClass.Data => "data: only writers of the same rows wait",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string Session(Blocker session) => string.Create(
        CultureInfo.InvariantCulture,
        $"pid {session.Pid} {session.User}{(session.Application is { } name ? $" \"{name}\"" : "")} {session.State}"
        + $"{(session.AgeS is { } age ? $", transaction {Durations.Seconds(TimeSpan.FromSeconds(age))} old" : "")}: {session.Query}");

    private static string Lines(StringBuilder text) => text.ToString().ReplaceLineEndings("\n");
}
