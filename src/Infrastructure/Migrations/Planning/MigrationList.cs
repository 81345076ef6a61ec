using System.Globalization;
using System.Text;
using Agora.Migrations.Files;
using Agora.Migrations.Running;

namespace Agora.Migrations.Planning;

/// <param name="Kind"><c>sql</c>, <c>class</c>, or <c>history</c> for a version without a file.</param>
/// <param name="File">Below the folder; for a class the file that it is taken for.</param>
/// <param name="Current">The newest applied version.</param>
/// <param name="AppliedOn">UTC.</param>
public sealed record ListedVersion(
    long Version, string Name, string Kind, string? File, MigrationPhase Phase, int Steps, bool Reversible, MigrationState State,
    bool Current, DateTime? AppliedOn);

/// <param name="Waiting">An extension that it names is not in the database.</param>
public sealed record ListedRepeatable(string Name, string File, bool Pending, bool Waiting);

public sealed record ListReport(
    MigratorExit Exit, IReadOnlyList<ListedVersion> Versions, IReadOnlyList<ListedRepeatable> Repeatables, MigrationFailure? Failure);

/// <summary>Every version of the folder and of the history, in order, and where the database stands.</summary>
public static class MigrationList
{
    internal static ListReport Of(RunSession run)
    {
        var current = run.History.Versions.Count > 0 ? run.History.Versions.Keys.Max() : 0;
        var plan = run.Plan;
        var pending = plan.PendingRepeatables.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        return new ListReport(
            MigratorExit.Ok,
            [.. plan.Items.Select(item => Line(item, current))],
            [.. run.Directory.Repeatables.Select(file => new ListedRepeatable(
                file.Name,
                file.Up.Path,
                pending.Contains(file.Name),
                !run.Server.Extensions.IsSupersetOf(file.Up.Body.Settings.Extensions)))],
            null);
    }

    /// <summary>The current version is marked with an arrow.</summary>
    public static string Text(ListReport list)
    {
        var text = new StringBuilder();
        foreach (var line in list.Versions)
        {
            var phase = line.Phase == MigrationPhase.None ? "" : line.Phase.ToString().ToLowerInvariant();
            var way = line.Kind == "history" ? "" : line.Reversible ? "reversible" : "one way";
            text.Append(CultureInfo.InvariantCulture, $"{(line.Current ? "->" : ""),-3}{line.Version}  {StateName.Of(line.State),-18}");
            text.Append(CultureInfo.InvariantCulture, $"{line.Kind,-8}{phase,-9}{way,-11} {line.Name}\n");
        }

        foreach (var repeatable in list.Repeatables)
        {
            var state = repeatable.Pending ? "pending" : repeatable.Waiting ? "waiting" : "applied";
            text.Append(CultureInfo.InvariantCulture, $"   {"repeatable",-14}  {state,-18}{"sql",-8}{"",-20} {repeatable.Name}\n");
        }

        return text.ToString();
    }

    private static ListedVersion Line(PlanItem item, long current) => new(
        item.Version, item.Name,
        item.File switch { null => "history", { ClassName: not null } => "class", _ => "sql" },
        item.File?.Up.Path,
        item.File?.Up.Body.Settings.Phase ?? MigrationPhase.None,
        item.File?.Up.Body.Steps.Count ?? 0,
        item.File?.Down is not null,
        item.State,
        item.Version == current,
        item.Row?.FinishedAt ?? item.History?.AppliedOn);
}

/// <summary>A state in the words that people read.</summary>
public static class StateName
{
    public static string Of(MigrationState state) => state switch
    {
        MigrationState.PartialDown => "partial down",
        MigrationState.CommentOnlyEdit => "comment-only edit",
        MigrationState.MissingFile => "missing file",
        MigrationState.RemovedElsewhere => "removed elsewhere",
        MigrationState.OutOfOrder => "out of order",
        var plain => plain.ToString().ToLowerInvariant(),
    };
}
