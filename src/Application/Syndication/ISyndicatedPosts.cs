namespace Agora.Application.Syndication;

/// <summary>Public posts, newest first, in one statement each.</summary>
public interface ISyndicatedPosts
{
    Task<IReadOnlyList<SyndicatedPost>> NewestAsync(int limit, CancellationToken ct);

    /// <returns>Null when there is no such person.</returns>
    Task<IReadOnlyList<SyndicatedPost>?> OfAuthorAsync(string username, int limit, CancellationToken ct);

    Task<IReadOnlyList<SyndicatedPost>> WithTagAsync(string tag, int limit, CancellationToken ct);

    /// <param name="words">Words, "phrases", or, -not.</param>
    Task<IReadOnlyList<SyndicatedPost>> MatchingAsync(string words, int limit, CancellationToken ct);
}

/// <param name="Username">Null when the account was closed.</param>
public sealed record SyndicatedPost(
    Guid Id,
    string Title,
    string Body,
    string Excerpt,
    string? Username,
    string? FullName,
    IReadOnlyList<string> Tags,
    DateTimeOffset PublishedAt,
    DateTimeOffset UpdatedAt);
