using System.Net;
using System.Text;
using System.Text.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Media;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Http.Batches;

/// <summary>
/// Two batches that name the same in opposite order wait for each other at the first of it, and hold nothing of the rest.
/// </summary>
public sealed class BatchLockTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("comments")]
    [InlineData("deleted comments")]
    [InlineData("tags")]
    [InlineData("follows")]
    [InlineData("posts")]
    [InlineData("files")]
    [InlineData("cases")]
    public async Task Batches_in_opposite_order_take_their_locks_in_one_order(string what)
    {
        var scene = await SceneAsync(what);
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var holding = await connection.BeginTransactionAsync();
        await LockAsync("");

        Task<HttpResponseMessage>[] batches =
        [
            SendAsync(scene.First.Client, scene.First.OnLower, scene.First.OnHigher),
            SendAsync(scene.Second.Client, scene.Second.OnHigher, scene.Second.OnLower),
        ];
        await api.Superuser.WaitersAsync(2, batches);
        await LockAsync("NOWAIT", scene.Higher);
        await holding.RollbackAsync();
        var answers = await Task.WhenAll(batches);

        // Where both change the same thing, the second finds another version or state.
        var statuses = answers.Select(a => a.StatusCode).ToList();
        statuses.ShouldContain(HttpStatusCode.OK);
        statuses.ShouldBeSubsetOf([HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed]);

        async Task LockAsync(string wait, string? key = null)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT FROM {scene.Table} WHERE {scene.Key} = '{key ?? scene.Lower}' FOR NO KEY UPDATE {wait}";
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Anonymous_callers_lock_nothing()
    {
        var refused = await Should.ThrowAsync<Npgsql.PostgresException>(() => api.Runtime.ExecuteAsync(
            "SELECT app.lock_batch('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')"));

        refused.SqlState.ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<Scene> SceneAsync(string what)
    {
        var (ann, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var author = await api.SignedInAsync();
        switch (what)
        {
            case "comments":
                {
                    var (low, high) = ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);
                    string Say(Guid post) => Operation("POST", $"posts/{post}/comments", """{"body":"Hello"}""");
                    return new(
                        "app.post_stats", "post_id", $"{low}", $"{high}", new(ann, Say(low), Say(high)), new(bob, Say(low), Say(high)));
                }

            case "deleted comments":
                {
                    var (low, high) = ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);
                    async Task<string> DeleteAsync(TestClient who, Guid post) =>
                        Operation("DELETE", $"comments/{(await who.CommentAsync(post)).Id}");
                    return new(
                        "app.post_stats", "post_id", $"{low}", $"{high}",
                        new(ann, await DeleteAsync(ann, low), await DeleteAsync(ann, high)), new(
                            bob, await DeleteAsync(bob, low), await DeleteAsync(bob, high)));
                }

            case "tags":
                {
                    await author.PublishedAsync(tags: ["in-a-batch", "kept-in-a-batch"]);
                    string Write(string tag) =>
                        Operation("POST", "posts", $$"""{"title":"t","body":"b","publish":true,"tags":["{{tag}}"]}""");
                    return new(
                        "app.tags", "tag", "in-a-batch", "kept-in-a-batch",
                        new(ann, Write("in-a-batch"), Write("kept-in-a-batch")), new(bob, Write("In a batch"), Write("Kept in a batch")));
                }

            case "follows":
                {
                    var (low, high) = ((await api.SignedInAsync()).UserId, (await api.SignedInAsync()).UserId);
                    string Follow(Guid person) => Operation("PUT", $"users/me/following/{person}");
                    return new(
                        "app.users", "id", $"{low}", $"{high}", new(ann, Follow(low), Follow(high)), new(bob, Follow(low), Follow(high)));
                }

            case "posts":
                {
                    var (low, high) = (await author.PublishedAsync(), await author.PublishedAsync());
                    string Edit(SentPost post) => Operation("PATCH", $"posts/{post.Id}", """{"title":"Edited"}""", post.ETag);
                    var sender = new Sender(author, Edit(low), Edit(high));
                    return new("app.posts", "id", $"{low.Id}", $"{high.Id}", sender, sender);
                }

            case "files":
                {
                    var (low, high) =
                        (await author.UploadAsync(SampleFiles.Png(seed: 71)), await author.UploadAsync(SampleFiles.Png(seed: 72)));
                    string Describe(SentMedia file) =>
                        Operation("PATCH", $"media/{file.Id}", """{"alternativeText":"Edited"}""", file.ETag);
                    var sender = new Sender(author, Describe(low), Describe(high));
                    return new("app.media", "id", $"{low.Id}", $"{high.Id}", sender, sender);
                }

            default:
                {
                    var cases = new List<Guid>();
                    foreach (var _ in Enumerable.Range(0, 2))
                    {
                        var post = (await author.PublishedAsync()).Id;
                        await ann.FlagPostAsync(post);
                        cases.Add(await api.Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases WHERE post_id = $1", post));
                    }

                    var sorted = cases.Order(Comparer<Guid>.Create((x, y) => string.CompareOrdinal($"{x}", $"{y}"))).ToList();
                    string Claim(Guid found) => Operation("POST", $"moderation/cases/{found}/claim");
                    return new(
                        "app.moderation_cases", "id", $"{sorted[0]}", $"{sorted[1]}",
                        new(await api.SignedInAsync(UserRole.Moderator), Claim(sorted[0]), Claim(sorted[1])),
                        new(await api.SignedInAsync(UserRole.Moderator), Claim(sorted[0]), Claim(sorted[1])));
                }
        }
    }

    private static string Operation(string method, string path, string? body = null, string? ifMatch = null) =>
        $$"""{"id":"ID","method":"{{method}}","path":"/api/v1/{{path}}","ifMatch":"""
        + $$"""{{JsonSerializer.Serialize(ifMatch)}},"body":{{body ?? "null"}}}""";

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, params string[] operations)
    {
        var named = operations.Select((operation, i) => operation.Replace("\"ID\"", $"\"o{i}\"", StringComparison.Ordinal));
        return client.PostAsync(
            "/api/v1/batch", new StringContent($$"""{"operations":[{{string.Join(',', named)}}]}""", Encoding.UTF8, "application/json"));
    }

    /// <summary>What a batch does to the thing with the lower key, and to the one with the higher.</summary>
    private sealed record Sender(TestClient Client, string OnLower, string OnHigher);

    private sealed record Scene(string Table, string Key, string Lower, string Higher, Sender First, Sender Second);
}
