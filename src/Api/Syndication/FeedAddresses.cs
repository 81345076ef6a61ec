using Agora.Application.Syndication;

namespace Agora.Api.Syndication;

/// <param name="Self">The feed itself.</param>
/// <param name="Home">What the feed is the feed of.</param>
internal sealed record FeedAddresses(string Title, string Self, string Home)
{
    public static FeedAddresses Of(Feed feed, HttpRequest request, SyndicationSettings settings)
    {
        var origin = Origin(request).AbsoluteUri.TrimEnd('/');
        var subject = Uri.EscapeDataString(feed.Subject ?? "");
        var (title, home) = feed.Kind switch
        {
            FeedKind.Site => (settings.Title, "/api/v1/posts"),
            FeedKind.Author => ($"{settings.Title}: {feed.Subject}", $"/api/v1/users?search={subject}"),
            FeedKind.Tag => ($"{settings.Title}: #{feed.Subject}", $"/api/v1/tags/{subject}/posts"),
            FeedKind.Search => ($"{settings.Title}: {feed.Subject}", $"/api/v1/posts/search?q={subject}"),
        };
        return new FeedAddresses(title, $"{origin}{request.PathBase}{request.Path}{request.QueryString}", $"{origin}{home}");
    }

    /// <summary>The address at which the API was asked, without a path.</summary>
    public static Uri Origin(HttpRequest request) => new($"{request.Scheme}://{request.Host}");
}
