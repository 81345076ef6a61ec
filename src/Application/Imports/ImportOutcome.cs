using Agora.Domain.Common;

namespace Agora.Application.Imports;

public enum ImportOutcome
{
    Created,

    /// <summary>What is there differed.</summary>
    Updated,

    /// <summary>Nothing was to be done; <see cref="LineOutcome.Reason"/> says why.</summary>
    Skipped,

    Failed,
}

/// <param name="Reason">For people; null when the row was stored.</param>
public readonly record struct LineOutcome(long Line, ImportOutcome Outcome, string? Reason)
{
    /// <summary>Stable, for programs; null when the row was stored.</summary>
    public string? Code => (Outcome, Reason) switch
    {
        (_, null) => null,
        (ImportOutcome.Skipped, _) => "import.skipped",
        _ => Failure ?? ImportErrors.InvalidLineCode,
    };

    /// <summary>The code of a failure that is none of the rules of a line.</summary>
    public string? Failure { get; init; }
}

public sealed record ImportBatchOutcome(IReadOnlyList<LineOutcome> Lines);

public static class ImportErrors
{
    public const string RefusedCode = "import.refused",
        InvalidLineCode = "import.line_invalid",
        UnreadableLineCode = "import.line_unreadable",
        UsernameTakenCode = "import.username_taken",
        ReferenceMissingCode = "import.reference_missing";

    public static Error Refused(string reason) => Error.Invalid(RefusedCode, reason);

    public static Error Unreadable(string reason) =>
        Error.Unavailable("import.unreadable", $"The file cannot be read any further: {reason}", TimeSpan.Zero);

    public static Error Unusable(string reason) => Error.Invalid("import.unusable", reason);
}
