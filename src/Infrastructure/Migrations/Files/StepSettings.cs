namespace Agora.Migrations.Files;

public enum MigrationPhase
{
    None,

    /// <summary>Compatible with the release that still runs.</summary>
    Expand,

    /// <summary>Takes away what the release before needed.</summary>
    Contract,
}

/// <summary>What the author asked for in a step; null means: by the class of the statement and the policy.</summary>
public sealed record StepSettings
{
    /// <summary>False: each statement alone on the wire and journalled one by one.</summary>
    public bool Transaction { get; init; } = true;

    public TimeSpan? LockTimeoutFirst { get; init; }

    public TimeSpan? LockTimeoutLast { get; init; }

    /// <summary>Total time for getting locks in this step.</summary>
    public TimeSpan? LockBudget { get; init; }

    public TimeSpan? StatementTimeout { get; init; }

    public string? StatementTimeoutReason { get; init; }

    public string? Role { get; init; }

    public BackfillSettings? Backfill { get; init; }
}

/// <param name="Table">Schema-qualified, as in SQL.</param>
/// <param name="Key">One indexed column that is never null: bigint, integer, uuid or text.</param>
/// <param name="Batch">Rows of the first batch; adapted afterwards.</param>
public sealed record BackfillSettings(
    string Table, string Key, int Batch, TimeSpan Pause, TimeSpan MaxLag, bool AllowsTriggers);

/// <summary>Accepts a finding of the lint, with a reason and perhaps until a day.</summary>
/// <param name="Step">From 1; 0 stands for the whole file.</param>
/// <param name="Statement">Position of the statement in the file, from 0; null for the whole step.</param>
public sealed record AllowDirective(IReadOnlyList<string> Rules, string Reason, DateOnly? Expires, int Step, int? Statement, int Line);

/// <summary>One SELECT that must return true before the step runs.</summary>
public sealed record AssertDirective(string Sql, int Line);

/// <summary>What a file says about itself as a whole.</summary>
public sealed record FileSettings
{
    public MigrationPhase Phase { get; init; }

    public IReadOnlyList<long> Requires { get; init; } = [];

    /// <summary>The extensions without which the file waits; it runs once all of them are in the database.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Why there is no way back; stands instead of a down file.</summary>
    public string? Irreversible { get; init; }

    /// <summary>Who looked at a destructive file.</summary>
    public string? Reviewer { get; init; }

    /// <summary>How to undo what a down file cannot.</summary>
    public string? Rollback { get; init; }

    /// <summary>Name of the backup from which the data could come back.</summary>
    public string? Backup { get; init; }
}
