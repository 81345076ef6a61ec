namespace Agora.Migrations.History;

internal static class Direction
{
    public const string Up = "up";
    public const string Down = "down";
}

internal static class JournalState
{
    public const string Started = "started";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Uncertain = "uncertain";
    public const string Resolved = "resolved";
}

/// <summary>A row of FluentMigrator's table.</summary>
/// <param name="AppliedOn">UTC.</param>
public sealed record VersionRow(long Version, DateTime? AppliedOn, string? Description);

/// <summary>A row of our side table.</summary>
public sealed record MigrationRow(
    long Version, string Name, string Kind, string Phase, string Hash, string TokenHash,
    DateTime StartedAt, DateTime? FinishedAt, long? DurationMs, string DbRole, string Source)
{
    /// <summary>False while some steps are still to come.</summary>
    public bool Finished => FinishedAt is not null;
}

internal sealed record RepeatableRow(string Name, string Hash, string TokenHash, DateTime AppliedAt);

/// <param name="Statement">From 1; 0 stands for a whole transactional step.</param>
internal sealed record JournalRow(
    long Version, string Direction, int Step, int Statement, string TokenHash, string State, DateTime StartedAt,
    int? BackendPid, DateTime? BackendStart, string? SqlState, string? Message)
{
    public bool IsDoneStep => this is { Statement: 0, Step: > 0, State: JournalState.Done or JournalState.Resolved };

    /// <summary>The step was rolled back: the row says why and nothing else.</summary>
    public bool IsFailedStep => this is { Statement: 0, State: JournalState.Failed };
}

/// <summary>Everything that the database knows about its migrations, as of one moment.</summary>
/// <param name="Shape">Of FluentMigrator's table.</param>
/// <param name="Journal">Rows of versions that are not finished in one direction or the other.</param>
internal sealed record HistoryState(
    HistoryShape Shape,
    bool HasSideTables,
    IReadOnlyDictionary<long, VersionRow> Versions,
    IReadOnlyDictionary<long, MigrationRow> Migrations,
    IReadOnlyDictionary<string, RepeatableRow> Repeatables,
    IReadOnlyList<JournalRow> Journal)
{
    public static HistoryState Empty { get; } = new(
        HistoryShape.None, false, new Dictionary<long, VersionRow>(), new Dictionary<long, MigrationRow>(),
        new Dictionary<string, RepeatableRow>(StringComparer.Ordinal), []);

    public bool IsApplied(long version) => Versions.ContainsKey(version);

    /// <summary>The row of a step that has run, or that a person has declared to have run.</summary>
    public JournalRow? DoneStep(JournalKey key) =>
        JournalOf(key.Version, key.Direction).FirstOrDefault(row => row.IsDoneStep && row.Step == key.Step);

    /// <summary>The step in which the last run of this version failed, with the reason.</summary>
    public JournalRow? FailedStep(long version) => Journal.FirstOrDefault(row => row.Version == version && row.IsFailedStep);

    public IEnumerable<JournalRow> JournalOf(long version, string direction) =>
        Journal.Where(row => row.Version == version && row.Direction == direction);
}
