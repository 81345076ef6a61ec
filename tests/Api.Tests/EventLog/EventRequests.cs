using System.Text.Json;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;

namespace Agora.Api.Tests.EventLog;

internal static class EventRequests
{
    /// <summary>Where the log ends now.</summary>
    public static async Task<string> LatestAsync(this HttpClient client) =>
        (await client.PageAsync("/api/v1/events?after=latest")).Text("position");

    /// <summary>Every event that the client sees after a position, page by page.</summary>
    public static async Task<List<JsonElement>> EventsAsync(this HttpClient client, string after, string query = "&limit=500")
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var page = await client.PageAsync($"/api/v1/events?after={after}{query}");
            events.AddRange(page.Items());
            after = page.Text("position");
            if (!page.GetProperty("hasMore").GetBoolean())
            {
                return events;
            }
        }
    }

    /// <summary>The types of what the client sees about one thing, in their order.</summary>
    public static async Task<string[]> TypesAsync(this HttpClient client, string after, Guid subject) =>
        [.. (await client.EventsAsync(after)).Where(e => e.GetProperty("subjectId").GetGuid() == subject).Select(e => e.Text("type"))];
}
