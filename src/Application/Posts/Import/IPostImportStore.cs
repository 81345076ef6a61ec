using Agora.Domain.Common;

namespace Agora.Application.Posts.Import;

public interface IPostImportStore
{
    /// <summary>
    /// Stores new posts and changed ones with their authors, inside the transaction of the running command; one outcome a
    /// line, in any order. Ids must not repeat. Fails as a whole, with <see cref="ImportErrors.RefusedCode"/>, when the
    /// database refuses a row: the caller finds out which one.
    /// </summary>
    Task<Result<ImportBatchOutcome>> ImportAsync(IReadOnlyList<ImportedPost> posts, DateTimeOffset now, CancellationToken ct);

    /// <summary>What <see cref="ImportAsync"/> would do with these posts now. Changes nothing.</summary>
    Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedPost> posts, CancellationToken ct);

    /// <summary>Whether there is any post, in any state.</summary>
    Task<bool> HasPostsAsync(CancellationToken ct);
}

public enum ImportOutcome
{
    Created,

    /// <summary>Body, tags or language differed, or a draft was published.</summary>
    Updated,

    /// <summary>Nothing was to be done; <see cref="LineOutcome.Reason"/> says why.</summary>
    Skipped,

    Failed,
}

/// <param name="Reason">For people; null when the post was stored.</param>
public readonly record struct LineOutcome(long Line, ImportOutcome Outcome, string? Reason);

public sealed record ImportBatchOutcome(IReadOnlyList<LineOutcome> Lines);

public static class ImportErrors
{
    public const string RefusedCode = "import.refused";

    public static Error Refused(string reason) => Error.Invalid(RefusedCode, reason);

    public static Error Unreadable(string reason) =>
        Error.Unavailable("import.unreadable", $"The file cannot be read any further: {reason}", TimeSpan.Zero);

    public static Error Unusable(string reason) => Error.Invalid("import.unusable", reason);
}
