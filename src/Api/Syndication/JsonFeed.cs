using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Api.Http.Json;
using Agora.Application.Syndication;

namespace Agora.Api.Syndication;

/// <summary>Writes a feed as JSON Feed 1.1 (jsonfeed.org).</summary>
internal static class JsonFeed
{
    public const string MediaType = "application/feed+json";

    public static byte[] Write(SyndicationFeed feed, FeedAddresses addresses) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonFeedDocument(
            "https://jsonfeed.org/version/1.1",
            addresses.Title,
            addresses.Home,
            addresses.Self,
            [.. feed.Items.Select(Item)]),
        JsonFeedJson.Readable.JsonFeedDocument);

    private static JsonFeedItem Item(SyndicationEntry item) => new(
        $"urn:uuid:{item.Id}",
        item.Page.AbsoluteUri,
        item.Title,
        item.Html,
        item.Excerpt,
        item.PublishedAt,
        item.UpdatedAt,
        item.Tags,
        item.AuthorName is { } name ? [new JsonFeedAuthor(name)] : null);
}

/// <summary>A JSON Feed (jsonfeed.org/version/1.1).</summary>
internal sealed record JsonFeedDocument(
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("home_page_url")] string HomePageUrl,
    [property: JsonPropertyName("feed_url")] string FeedUrl,
    [property: JsonPropertyName("items")] IReadOnlyList<JsonFeedItem> Items);

internal sealed record JsonFeedItem(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("content_html")] string ContentHtml,
    [property: JsonPropertyName("summary")] string Summary,
    [property: JsonPropertyName("date_published")] DateTimeOffset DatePublished,
    [property: JsonPropertyName("date_modified")] DateTimeOffset DateModified,
    [property: JsonPropertyName("tags")] IReadOnlyList<string> Tags,
    [property: JsonPropertyName("authors"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<JsonFeedAuthor>? Authors = null);

internal sealed record JsonFeedAuthor([property: JsonPropertyName("name")] string Name);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonFeedDocument))]
internal sealed partial class JsonFeedJson : JsonSerializerContext
{
    public static JsonFeedJson Readable { get; } = new(new JsonSerializerOptions { Encoder = ReadableEncoder.Instance });
}
