using System.Net;
using System.Net.Http.Headers;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;
using Npgsql;

namespace Agora.Api.Tests.Http;

/// <summary>An edit that names the version which another edit, not yet committed, is about to make.</summary>
public sealed class ForeseenVersionTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("posts/{post}", """{"body":"Mine"}""", "app.posts", "title = 'Theirs'", "post.changed_meanwhile")]
    [InlineData("comments/{comment}", "{}", "app.comments", "body = 'Theirs'", "comment.changed_meanwhile")]
    [InlineData("media/{media}", "{}", "app.media", "alternative_text = 'Theirs'", "media.changed_meanwhile")]
    [InlineData("users/{user}", """{"username":"mine"}""", "app.users", "full_name = 'Theirs'", "user.changed_meanwhile")]
    [InlineData("users/{user}/profile", "{}", "app.user_profiles", "bio = 'Theirs'", "profile.changed_meanwhile")]
    public async Task Is_refused_when_it_was_made_from_the_version_before(
        string address, string body, string table, string edit, string code)
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var post = await admin.PublishedAsync();
        var (noun, id) = address.Split('{', '}')[1] switch
        {
            "post" => ("{post}", post.Id),
            "comment" => ("{comment}", (await admin.CommentAsync(post.Id)).Id),
            "media" => ("{media}", (await admin.UploadAsync(SampleFiles.Png())).Id),
            _ => ("{user}", admin.UserId),
        };
        var key = table == "app.user_profiles" ? "user_id" : "id";
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            $"WITH edited AS (UPDATE {table} SET {edit} WHERE {key} = $1 RETURNING *) SELECT to_jsonb(e)::text FROM edited AS e",
            connection)
        { Parameters = { new NpgsqlParameter { Value = id } } };
        var theirs = (string)(await command.ExecuteScalarAsync())!;
        await using var tableLock = new NpgsqlCommand($"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", connection);
        await tableLock.ExecuteNonQueryAsync();
        await using var version = new NpgsqlCommand($"SELECT version FROM {table} WHERE {key} = $1", connection)
        { Parameters = { new NpgsqlParameter { Value = id } } };

        // The request reads the row that is committed. Its UPDATE waits for the table, and begins when the other edit is over.
        var editing = PatchAsync(admin, "/api/v1/" + address.Replace(noun, $"{id}", StringComparison.Ordinal),
            (int)(await version.ExecuteScalarAsync())!, body);
        await api.Superuser.WaitersAsync(1, editing);
        await transaction.CommitAsync();

        await Problem.AssertAsync(await editing, HttpStatusCode.PreconditionFailed, code);
        (await api.Superuser.ScalarAsync<string>($"SELECT to_jsonb(t)::text FROM {table} AS t WHERE {key} = $1", id)).ShouldBe(theirs);
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, string address, int version, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, address);
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}-0\"");
        request.Content = new StringContent(body, new MediaTypeHeaderValue("application/merge-patch+json"));
        return await client.SendAsync(request);
    }
}
