using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Testing;

namespace Agora.Api.Tests.Moderation;

internal static class ModerationRequests
{
    public static Task<HttpResponseMessage> FlagPostAsync(
        this HttpClient client, Guid postId, string category = "spam", string? note = null) =>
        client.PostAsJsonAsync($"/api/v1/posts/{postId}/flags", new { category, note });

    public static Task<HttpResponseMessage> FlagCommentAsync(
        this HttpClient client, Guid commentId, string category = "spam", string? note = null) =>
        client.PostAsJsonAsync($"/api/v1/comments/{commentId}/flags", new { category, note });

    /// <summary>As many new people as the default threshold asks for.</summary>
    public static async Task FlagByManyAsync(this ApiFixture api, Func<HttpClient, Task<HttpResponseMessage>> flag, int people = 3)
    {
        for (var i = 0; i < people; i++)
        {
            (await flag(await api.SignedInAsync())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
    }

    /// <param name="version">The ETag to name in If-Match; without one, that of the case as it is now.</param>
    public static async Task<HttpResponseMessage> DecideAsync(
        this HttpClient moderator, Guid caseId, string decision, string reason = "Because", string? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/moderation/cases/{caseId}/{decision}")
        {
            Content = JsonContent.Create(new { reason }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", version ?? await moderator.CaseTagAsync(caseId));
        return await moderator.SendAsync(request);
    }

    /// <summary>The version of a case; one that no case has for those who may not read it.</summary>
    public static async Task<string> CaseTagAsync(this HttpClient moderator, Guid caseId) =>
        (await moderator.GetAsync($"/api/v1/moderation/cases/{caseId}")).Headers.ETag?.Tag ?? "\"0\"";

    public static Task<HttpResponseMessage> AppealAsync(this HttpClient author, Guid caseId, string text = "It was a quotation") =>
        author.PostAsJsonAsync($"/api/v1/moderation/cases/{caseId}/appeal", new { text });

    /// <summary>The one case about something of the author's own.</summary>
    public static async Task<JsonElement> OwnCaseAsync(this HttpClient author) =>
        (await author.PageAsync("/api/v1/moderation/mine")).Items().ShouldHaveSingleItem();

    public static Guid Id(this JsonElement item) => item.GetProperty("id").GetGuid();

    public static string Text(this JsonElement item, string member) => item.GetProperty(member).GetString()!;
}
