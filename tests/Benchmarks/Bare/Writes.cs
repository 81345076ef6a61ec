using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Agora.Bare;

internal static class Writes
{
    private static readonly JsonElement NoMetadata = JsonDocument.Parse("{}").RootElement.Clone();

    public static void MapWrites(this WebApplication app)
    {
        app.MapPost("/api/v1/posts", CreatePostAsync);
        app.MapPost("/api/v1/posts/{id:guid}/comments", CreateCommentAsync);
    }

    // The statements of one command share a round trip and a transaction.
    private static async Task<Created<PostView>> CreatePostAsync(NewPost body, HttpContext http, NpgsqlDataSource database)
    {
        var (id, now, me) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().UtcDateTime, Caller.Id(http));
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(PlainSql.CreatePost, new { id, me, body.Title, body.Body, body.Tags, now });
        var post = new PostView(
            id,
            new Author(me, null, null),
            body.Title,
            body.Body,
            "english",
            "published",
            now,
            body.Tags,
            NoMetadata,
            0,
            0,
            null,
            1,
            now,
            now,
            null);
        return TypedResults.Created($"/api/v1/posts/{id}", post);
    }

    private static async Task<Created<CommentView>> CreateCommentAsync(
        Guid id, NewComment body, HttpContext http, NpgsqlDataSource database)
    {
        var (comment, now, me) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().UtcDateTime, Caller.Id(http));
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(PlainSql.CreateComment, new { comment, id, me, body.Body, now });
        var author = new Author(me, null, null);
        return TypedResults.Created(
            $"/api/v1/comments/{comment}", new CommentView(comment, id, null, 0, "visible", author, body.Body, 0, 1, now, null));
    }
}
