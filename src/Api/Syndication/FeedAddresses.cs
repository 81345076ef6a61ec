using Agora.Application.Syndication;

namespace Agora.Api.Syndication;

/// <summary>The links of a feed. They are stored and shown by others, so they name a host that the operator knows.</summary>
/// <param name="Self">The feed itself.</param>
/// <param name="Home">What the feed is the feed of.</param>
internal sealed record FeedAddresses(string Title, string Self, string Home)
{
    public static FeedAddresses Of(SyndicationFeed feed, HttpRequest request, Uri server, SyndicationSettings settings)
    {
        var origin = server.AbsoluteUri.TrimEnd('/');
        var subject = Uri.EscapeDataString(feed.Subject ?? "");
        var (title, home) = feed.Kind switch
        {
            FeedKind.Site => (settings.Title, "/api/v1/posts"),
            FeedKind.Author => ($"{settings.Title}: {feed.Subject}", $"/api/v1/users/by-username/{subject}"),
            FeedKind.Tag => ($"{settings.Title}: #{feed.Subject}", $"/api/v1/tags/{subject}/posts"),
            FeedKind.Search => ($"{settings.Title}: {feed.Subject}", $"/api/v1/posts/search?q={subject}"),
        };
        return new FeedAddresses(title, $"{origin}{request.PathBase}{request.Path}{request.QueryString}", $"{origin}{home}");
    }
}
