using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;

namespace Agora.Api.Tests.Comments;

/// <summary>A comment as the API answered it.</summary>
internal sealed record SentComment(HttpResponseMessage Response, JsonElement Body)
{
    public Guid Id => Body.GetProperty("id").GetGuid();

    public string ETag => Response.Headers.ETag!.Tag;

    public static async Task<SentComment> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return new SentComment(response, JsonDocument.Parse(text).RootElement);
    }
}

internal static class CommentRequests
{
    public static async Task<SentComment> CommentAsync(
        this HttpClient client, Guid postId, string body = "Well said", Guid? parentId = null) =>
        await SentComment.ReadAsync(await client.TryCommentAsync(postId, body, parentId), HttpStatusCode.Created);

    public static Task<HttpResponseMessage> TryCommentAsync(
        this HttpClient client, Guid postId, string body = "Well said", Guid? parentId = null) =>
        client.PostAsJsonAsync($"/api/v1/posts/{postId}/comments", parentId is null ? new { body } : (object)new { body, parentId });

    public static async Task<HttpResponseMessage> PatchCommentAsync(this HttpClient client, Guid commentId, string? ifMatch, object patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/comments/{commentId}")
        {
            Content = JsonContent.Create(patch),
        };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch));
        }

        return await client.SendAsync(request);
    }

    public static async Task DeleteCommentAsync(this HttpClient client, Guid commentId) =>
        (await client.DeleteAsync($"/api/v1/comments/{commentId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    /// <summary>
    /// The whole thread, page by page, as lines such as <c>--text</c>; a tombstone is <c>(deleted)</c> or <c>(hidden)</c>.
    /// </summary>
    public static async Task<string[]> ThreadAsync(this HttpClient client, Guid postId, string order = "thread", int limit = 2) =>
        [.. (await client.WalkAsync($"/api/v1/posts/{postId}/comments?order={order}&limit={limit}")).Select(Line)];

    public static string Line(this JsonElement comment) =>
        new string('-', comment.GetProperty("depth").GetInt32())
        + (comment.GetProperty("body").GetString() ?? $"({comment.GetProperty("state").GetString()})");

    public static async Task<(int Count, string? LastAt)> CountedAsync(this HttpClient client, Guid postId)
    {
        var post = await client.PageAsync($"/api/v1/posts/{postId}");
        return (post.GetProperty("commentCount").GetInt32(), post.GetProperty("lastCommentAt").GetString());
    }
}
