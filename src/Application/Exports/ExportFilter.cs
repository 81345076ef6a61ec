using Agora.Domain.Posts;

namespace Agora.Application.Exports;

/// <summary>Which rows are exported; null for all.</summary>
public sealed record ExportFilter
{
    public static readonly ExportFilter None = new();

    /// <summary>Posts and comments of this account: its id or its username.</summary>
    public string? Author { get; init; }

    /// <summary>Posts that have all of them.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    public PostStatus? Status { get; init; }

    public string? Language { get; init; }

    /// <summary>Comments on this post.</summary>
    public Guid? Post { get; init; }

    /// <summary>Posts published, and comments and accounts made, at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The same before.</summary>
    public DateTimeOffset? To { get; init; }
}
