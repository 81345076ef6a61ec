using Agora.Domain.Common;

namespace Agora.Domain.Maintenance;

/// <summary>What an operator can do to the database server.</summary>
public enum OperatorActionKind
{
    /// <summary>Cancels the running statement of a session.</summary>
    Cancel,

    /// <summary>Ends a session.</summary>
    Terminate,

    /// <summary>Removes dead rows of a table, and analyzes it.</summary>
    Vacuum,

    /// <summary>Computes the statistics of a table anew.</summary>
    Analyze,

    /// <summary>Rebuilds an index, or all of a table, beside reads and writes.</summary>
    Reindex,

    /// <summary>Forgets the statistics of statements.</summary>
    Reset,
}

public enum OperatorActionState
{
    /// <summary>Waits for a worker.</summary>
    Queued,

    /// <summary>Also an action whose process ended before it stored what became of it.</summary>
    Running,

    Succeeded,

    /// <summary>Refused, or failed: <c>errorCode</c> says why.</summary>
    Failed,

    Cancelled,
}

public static class OperatorAction
{
    public const int ReasonMax = 500, TargetMax = 300, DetailMax = 500;

    /// <summary>What takes as long as a table is large. A worker does it.</summary>
    public static bool IsSlow(this OperatorActionKind kind) =>
        kind is OperatorActionKind.Vacuum or OperatorActionKind.Analyze or OperatorActionKind.Reindex;

    public static bool IsReason(string? text) => IsText(text, ReasonMax);

    public static bool IsTarget(string? text) => IsText(text, TargetMax);

    private static bool IsText(string? text, int most) => Characters.AreVisible(text) && Characters.Count(text!) <= most;
}
