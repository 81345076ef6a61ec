using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Syndication;

namespace Agora.Api.Syndication;

/// <summary>Writes a feed as JSON Feed 1.1 (jsonfeed.org).</summary>
internal static class JsonFeed
{
    public const string MediaType = "application/feed+json";

    public static byte[] Write(Feed feed, FeedAddresses addresses) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonFeedDocument(
            "https://jsonfeed.org/version/1.1",
            addresses.Title,
            addresses.Home,
            addresses.Self,
            [.. feed.Items.Select(item => Item(item, addresses))]),
        JsonFeedJson.Default.JsonFeedDocument);

    private static JsonFeedItem Item(FeedItem item, FeedAddresses addresses) => new(
        $"urn:uuid:{item.Id}",
        addresses.PageOf(item.Id),
        item.Title,
        item.Html,
        item.Excerpt,
        item.PublishedAt,
        item.UpdatedAt,
        item.AuthorName is { } name ? [new JsonFeedAuthor(name)] : null,
        item.Tags);
}

internal sealed record JsonFeedDocument(string Version, string Title, string HomePageUrl, string FeedUrl, IReadOnlyList<JsonFeedItem> Items);

internal sealed record JsonFeedItem(
    string Id, string Url, string Title, string ContentHtml, string Summary, DateTimeOffset DatePublished, DateTimeOffset DateModified, IReadOnlyList<JsonFeedAuthor>? Authors, IReadOnlyList<string> Tags);

internal sealed record JsonFeedAuthor(string Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonFeedDocument))]
internal sealed partial class JsonFeedJson : JsonSerializerContext;
