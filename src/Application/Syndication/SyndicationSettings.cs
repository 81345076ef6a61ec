namespace Agora.Application.Syndication;

/// <summary>The metadata of the site in feeds. Bound from the section <c>Syndication</c> and checked at start.</summary>
public sealed class SyndicationSettings
{
    public const string Section = "Syndication";

    /// <summary>Title of the feeds of the whole site.</summary>
    public string Title { get; set; } = "Agora";

    /// <summary>
    /// The page of a post, with <c>{id}</c> in it, such as <c>https://example.org/posts/{id}</c>. Empty: the post in the API, at the
    /// address that the feed was asked from.
    /// </summary>
    public string? PostPage { get; set; }

    /// <param name="origin">The address of the API, without a path.</param>
    public Uri PageOf(Uri origin, Guid postId) => string.IsNullOrEmpty(PostPage)
        ? new Uri(origin, $"/api/v1/posts/{postId}")
        : new Uri(PostPage.Replace("{id}", postId.ToString(), StringComparison.Ordinal));
}
