using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Agora.Api.Tests.Posts;

/// <summary>A post as the API answered it.</summary>
internal sealed record SentPost(HttpResponseMessage Response, JsonElement Body)
{
    public Guid Id => Body.GetProperty("id").GetGuid();

    public string ETag => Response.Headers.ETag!.Tag;

    public string Status => Body.GetProperty("status").GetString()!;

    public string[] Tags => [.. Body.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)];

    public static async Task<SentPost> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return new SentPost(response, JsonDocument.Parse(text).RootElement);
    }
}

internal static class PostRequests
{
    public static async Task<SentPost> DraftAsync(
        this HttpClient client, string title = "A title", string body = "A body", string[]? tags = null, object? metadata = null)
    {
        var request = new { title, body, tags = tags ?? [], metadata = metadata ?? new { } };
        return await SentPost.ReadAsync(await client.PostAsJsonAsync("/api/v1/posts", request), HttpStatusCode.Created);
    }

    public static async Task<SentPost> PublishedAsync(
        this HttpClient client,
        string title = "A title",
        string body = "A body",
        string[]? tags = null,
        string language = "english",
        object? metadata = null)
    {
        var request = new { title, body, tags = tags ?? [], language, metadata = metadata ?? new { }, publish = true };
        return await SentPost.ReadAsync(await client.PostAsJsonAsync("/api/v1/posts", request), HttpStatusCode.Created);
    }

    public static Task<HttpResponseMessage> PatchPostAsync(this HttpClient client, Guid postId, string? ifMatch, object patch) =>
        client.PatchPostAsync(postId, ifMatch, JsonSerializer.Serialize(patch));

    public static async Task<HttpResponseMessage> PatchPostAsync(this HttpClient client, Guid postId, string? ifMatch, string patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/posts/{postId}")
        {
            Content = new StringContent(patch, new MediaTypeHeaderValue("application/json")),
        };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
        }

        return await client.SendAsync(request);
    }

    public static async Task<HttpResponseMessage> GetIfChangedAsync(this HttpClient client, Guid postId, string etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/posts/{postId}");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(etag));
        return await client.SendAsync(request);
    }

    /// <summary>The answer of a step such as <c>publish</c>.</summary>
    public static async Task<SentPost> StepAsync(this HttpClient client, Guid postId, string step) =>
        await SentPost.ReadAsync(await client.PostAsync($"/api/v1/posts/{postId}/{step}", null), HttpStatusCode.OK);

    public static async Task<JsonElement> PageAsync(this HttpClient client, string address)
    {
        var response = await client.GetAsync(address);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Every item, page by page to the end.</summary>
    public static async Task<List<JsonElement>> WalkAsync(
        this HttpClient client, string address, Func<int, Task>? betweenPages = null)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        for (var page = 0; page < 1000; page++)
        {
            var next = cursor is null ? "" : $"{(address.Contains('?') ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}";
            var answer = await client.PageAsync(address + next);
            items.AddRange(answer.GetProperty("items").EnumerateArray());
            cursor = answer.GetProperty("next").GetString();
            if (cursor is null)
            {
                return items;
            }

            if (betweenPages is not null)
            {
                await betweenPages(page);
            }
        }

        throw new InvalidOperationException("The list does not end.");
    }

    public static Guid[] Ids(this IEnumerable<JsonElement> items) => [.. items.Select(i => i.GetProperty("id").GetGuid())];

    public static JsonElement[] Items(this JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];
}
