using Agora.Migrations.Files;
using Agora.Migrations.History;

namespace Agora.Migrations.Planning;

public enum MigrationState
{
    Applied,
    Pending,

    /// <summary>Some steps are done.</summary>
    Partial,

    /// <summary>A way back was begun and not finished.</summary>
    PartialDown,

    /// <summary>The tokens of the file differ from what was applied.</summary>
    Edited,
    CommentOnlyEdit,

    /// <summary>FluentMigrator applied it; we only know today's file.</summary>
    Adopted,

    /// <summary>Applied, and there is no file.</summary>
    MissingFile,

    /// <summary>We applied it, and FluentMigrator took it back.</summary>
    RemovedElsewhere,

    /// <summary>Not applied, yet older than the newest applied one.</summary>
    OutOfOrder,

    /// <summary>Not applied, because an extension that it names is not in the database.</summary>
    Waiting,

    /// <summary>A statement may or may not have run, and the catalogue cannot tell.</summary>
    Uncertain,
    Baseline,
}

/// <param name="StepsDone">Steps of the unfinished direction that are done.</param>
public sealed record PlanItem(
    long Version, string Name, MigrationState State, Migration? File, MigrationRow? Row, VersionRow? History, int StepsDone, int Steps)
{
    /// <summary>True when <c>up</c> has work to do here.</summary>
    public bool NeedsUp => File is not null
        && State is MigrationState.Pending or MigrationState.Partial or MigrationState.RemovedElsewhere or MigrationState.OutOfOrder;

    public bool IsDrift => State is MigrationState.Edited or MigrationState.MissingFile or MigrationState.OutOfOrder;
}

/// <summary>Files and history side by side, in the order of versions.</summary>
internal sealed record MigrationPlan(IReadOnlyList<PlanItem> Items, IReadOnlyList<Repeatable> PendingRepeatables)
{
    public IReadOnlyList<PlanItem> Pending => field ??= [.. Items.Where(item => item.NeedsUp)];

    public bool NothingToDo => Pending.Count == 0 && PendingRepeatables.Count == 0;

    /// <param name="extensions">Those of the database.</param>
    public static MigrationPlan Of(MigrationDirectory directory, HistoryState history, IReadOnlySet<string> extensions)
    {
        var versions = new SortedSet<long>(history.Versions.Keys);
        var newest = versions.Count > 0 ? versions.Max : 0;
        versions.UnionWith(history.Migrations.Keys);
        versions.UnionWith(directory.Versioned.Select(file => file.Version));

        var files = directory.Versioned.ToDictionary(file => file.Version);
        var needed = OptionalFiles.Of(directory);
        var items = versions
            .Select(version => Item(
                version, files.GetValueOrDefault(version), history, newest, extensions, needed.GetValueOrDefault(version)))
            .OfType<PlanItem>();
        var repeatables = directory.Repeatables
            .Where(file => extensions.IsSupersetOf(file.Up.Body.Settings.Extensions) && IsPending(file, history));
        return new MigrationPlan([.. items], [.. repeatables]);
    }

    private static PlanItem? Item(
        long version, Migration? file, HistoryState history, long newest, IReadOnlySet<string> extensions, IReadOnlySet<string>? needed)
    {
        var applied = history.Versions.GetValueOrDefault(version);
        var row = history.Migrations.GetValueOrDefault(version);
        var state = applied is null
            ? NotApplied(version, file, row, history, newest, extensions, needed)
            : Applied(file, row, history, version);
        if (state is null)
        {
            return null;
        }

        var direction = state == MigrationState.PartialDown ? Direction.Down : Direction.Up;
        var done = history.JournalOf(version, direction).Count(step => step.IsDoneStep);
        var name = file?.Description ?? row?.Name ?? applied?.Description ?? "";
        return new PlanItem(version, name, state.Value, file, row, applied, done, Steps(state.Value, file, row));
    }

    private static int Steps(MigrationState state, Migration? file, MigrationRow? row) =>
        state == MigrationState.PartialDown ? file?.Down?.Body.Steps.Count ?? 0
        : row is { Finished: false } ? file?.Up.Body.Steps.Count ?? 0
        : 0;

    private static MigrationState? NotApplied(
        long version, Migration? file, MigrationRow? row, HistoryState history, long newest, IReadOnlySet<string> extensions,
        IReadOnlySet<string>? needed)
    {
        if (row is { Finished: false })
        {
            return history.JournalOf(version, Direction.Up).Any(entry => entry.State == JournalState.Uncertain)
                ? MigrationState.Uncertain
                : MigrationState.Partial;
        }

        if (file is null)
        {
            return null;
        }

        // A file that waited for an extension comes late by design.
        return needed is not null && !extensions.IsSupersetOf(needed) ? MigrationState.Waiting
            : row is not null ? MigrationState.RemovedElsewhere
            : version < newest && needed is null ? MigrationState.OutOfOrder
            : MigrationState.Pending;
    }

    private static MigrationState Applied(Migration? file, MigrationRow? row, HistoryState history, long version)
    {
        var down = history.JournalOf(version, Direction.Down).Where(row => !row.IsFailedStep).ToList();
        if (down.Count > 0)
        {
            return down.Exists(entry => entry.State == JournalState.Uncertain) ? MigrationState.Uncertain : MigrationState.PartialDown;
        }

        if (row is { Kind: "baseline" })
        {
            return MigrationState.Baseline;
        }

        if (file is null)
        {
            return MigrationState.MissingFile;
        }

        return row is null ? MigrationState.Adopted
            : row.Hash == file.Up.Hash ? MigrationState.Applied
            : row.TokenHash == file.Up.TokenHash ? MigrationState.CommentOnlyEdit
            : MigrationState.Edited;
    }

    private static bool IsPending(Repeatable file, HistoryState history) =>
        !history.Repeatables.TryGetValue(file.Name, out var row)
        || (row.Hash != file.Up.Hash && row.TokenHash != file.Up.TokenHash);
}
