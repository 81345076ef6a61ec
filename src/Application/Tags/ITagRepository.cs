using Agora.Domain.Posts;

namespace Agora.Application.Tags;

/// <param name="PostCount">Published posts with this tag.</param>
/// <param name="Alias">The old name that was found; null when the tag itself was.</param>
public sealed record TagSuggestion(string Tag, int PostCount, string? Alias);

public sealed record TagSuggestions(IReadOnlyList<TagSuggestion> Items);

/// <param name="PostCount">Published posts with this tag.</param>
/// <param name="Aliases">Names that it had.</param>
public sealed record TagView(string Tag, int PostCount, IReadOnlyList<string> Aliases);

/// <param name="PostCount">Posts that have another tag now, drafts and deleted ones included.</param>
public sealed record ReplacedTag(string Tag, int PostCount);

public enum ReplaceTagOutcome
{
    Replaced,

    /// <summary>No post has the old tag, or the new one is on posts and must not be, or the other way round.</summary>
    Refused,

    /// <summary>The database knows the new name by another spelling.</summary>
    Misspelt,
}

public interface ITagRepository
{
    /// <summary>Tags whose name, or an old name, begins with the prefix, most used first.</summary>
    Task<IReadOnlyList<TagSuggestion>> SuggestAsync(string prefix, int limit, CancellationToken ct);

    /// <summary>By its name or an old one; null when there is no such tag.</summary>
    Task<TagView?> FindAsync(string tag, CancellationToken ct);

    /// <summary>Puts one tag into the place of another on every post, and remembers the old name.</summary>
    Task<(ReplaceTagOutcome Outcome, int Posts)> TryReplaceAsync(TagReplacement replacement, CancellationToken ct);
}
