using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agora.Api.Http.OpenApi;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Http.OpenApi;

/// <summary>An operation of the document.</summary>
public sealed record DocumentedOperation(string Method, string Path, JsonNode Operation)
{
    public string Id => Operation["operationId"]!.GetValue<string>();

    public IEnumerable<JsonNode> Parameters => (Operation["parameters"]?.AsArray() ?? []).Select(p => p!);

    public IEnumerable<JsonNode> QueryParameters => Parameters.Where(p => p["in"]!.GetValue<string>() == "query");

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A small community with something in every list, and the operations of the document to ask it by.</summary>
public sealed class CommunityFixture : ApiFixture
{
    private static readonly string[] AllEvents = ["*"];

    private const int Several = 3;

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private TestClient? admin;

    /// <summary>Who may read everything, and owns what there is.</summary>
    public TestClient Admin => admin!;

    public JsonNode Document { get; private set; } = new JsonObject();

    public IReadOnlyList<DocumentedOperation> Operations =>
    [
        .. Document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(o => new DocumentedOperation(o.Key.ToUpperInvariant(), path.Key, o.Value!))),
    ];

    /// <summary>The path with its parameters filled by what there is.</summary>
    public string AddressOf(string path) =>
        values.Aggregate(path, (address, value) => address.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));

    /// <summary>The address of a read, with the parameters that it cannot do without.</summary>
    public string AddressOf(DocumentedOperation read)
    {
        var required = read.QueryParameters
            .Where(p => p["required"]?.GetValue<bool>() == true || p["name"]!.GetValue<string>() == "ids")
            .Select(p => p["name"]!.GetValue<string>())
            .Select(name => $"{name}={Uri.EscapeDataString(Required(name))}");
        return $"{AddressOf(read.Path)}?{string.Join('&', required)}".TrimEnd('?');
    }

    public JsonNode Resolved(JsonNode node) => node["$ref"] is { } reference
        ? Resolved(reference.GetValue<string>().Split('/').Skip(1).Aggregate(Document, (part, name) => part[name]!))
        : node;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Document = JsonNode.Parse(await OpenApiDocumentWriter.WriteAsync(CancellationToken.None))!;
        admin = await SignedInAsync(UserRole.Admin);
        var posts = new List<SentPost>();
        var comments = new List<SentComment>();
        for (var i = 0; i < Several; i++)
        {
            var post = await Admin.PublishedAsync($"An engine {i}", $"Engines weave {i}", ["looms", $"engines-{i}"]);
            posts.Add(
                await SentPost.ReadAsync(
                    await Admin.PatchPostAsync(post.Id, post.ETag, new { title = $"The engine {i}" }), HttpStatusCode.OK));
            comments.Add(await Admin.CommentAsync(posts[0].Id, $"Comment {i}"));
            await Admin.CommentAsync(posts[0].Id, $"Reply {i}", comments[0].Id);
            await Admin.DraftAsync($"A draft {i}");
            (await Admin.DeleteAsync($"/api/v1/posts/{(await Admin.PublishedAsync()).Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            await Admin.DeleteCommentAsync((await Admin.CommentAsync(posts[0].Id)).Id);
        }

        for (var i = 0; i < Several; i++)
        {
            comments[0] = await SentComment.ReadAsync(
                await Admin.PatchCommentAsync(comments[0].Id, comments[0].ETag, new { body = $"Comment {i}, edited" }), HttpStatusCode.OK);
            posts[0] = await SentPost.ReadAsync(
                await Admin.PatchPostAsync(posts[0].Id, posts[0].ETag, new { body = $"Engines, edited {i}" }), HttpStatusCode.OK);
        }

        for (var i = 0; i < Several; i++)
        {
            await DescribeThemselvesAsync(i);
            await MeetAsync(i, posts, comments);
        }

        var moderator = await SignedInAsync(UserRole.Moderator);
        foreach (var comment in comments.Skip(1))
        {
            await moderator.DecideAsync(
                await Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases WHERE comment_id = $1", comment.Id), "reject");
        }

        values["userId"] = Admin.UserId.ToString();
        values["username"] = Admin.Username;
        values["postId"] = posts[0].Id.ToString();
        values["commentId"] = comments[0].Id.ToString();
        values["tag"] = "looms";
        values["number"] = "1";
        // Staff do not read the case about their own content, so these are about another's.
        var (flagged, alsoFlagged) = (await moderator.PublishedAsync("An engine of another"), await moderator.PublishedAsync("One more"));
        for (var i = 0; i < Several; i++)
        {
            var reader = await SignedInAsync();
            await reader.FlagPostAsync(flagged.Id);
            await reader.FlagPostAsync(alsoFlagged.Id);
        }

        values["caseId"] = (await Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases WHERE post_id = $1", flagged.Id))
            .ToString();
        await Superuser.ExecuteAsync(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max, state, finished_at)
            SELECT gen_random_uuid(), 'jobs.purge', '{}', 1, 2, now(), 3, 'succeeded', now()
            FROM generate_series(1, $1)
            """,
            Several);
        await Superuser.ExecuteAsync(
            """
            INSERT INTO app.operator_actions (id, action, target, reason)
            SELECT gen_random_uuid(), a.action, 'table app.posts', 'Because'
            FROM generate_series(1, $1), unnest('{cancel,terminate,vacuum,analyze,reindex,reset}'::text[]) AS a (action)
            """,
            Several);
        await Superuser.ExecuteAsync(
            """
            INSERT INTO app.maintenance_runs (id, state, finished_at) SELECT gen_random_uuid(), 'finished', now() FROM generate_series(1, $1)
            """,
            Several);
        await Superuser.ExecuteAsync(
            """
            INSERT INTO app.backup_reports (id, activity, backup, backup_at, started_at, finished_at, bytes, steps)
            SELECT gen_random_uuid(), 'backup', '20260101-000000F', now(), now(), now(), 1, '[]' FROM generate_series(1, $1)
            """,
            Several);
        values["sessionId"] = Admin.Grant.SessionId.ToString();
        await MakeTasksAsync();
        await MakeWebhooksAsync();
        values["name"] = "span-sums";
        // As generated clients escape it.
        values["path"] = "notifications%2Femail";
        (await Admin.PutAsJsonAsync(AddressOf("/api/v1/users/me/preferences/{path}"), true)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Those of the admin, and one that another person assigned to them.
    private async Task MakeTasksAsync()
    {
        for (var i = 0; i < Several; i++)
        {
            using var created = await Admin.PostAsJsonAsync(
                "/api/v1/tasks", new { title = $"Oil the engine {i}", dueAt = $"2019-01-0{i + 1}T00:00:00Z" });
            values["taskId"] = created.Headers.Location!.OriginalString.Split('/')[^1];
        }

        var other = await SignedInAsync();
        (await Admin.PutAsync($"/api/v1/users/me/following/{other.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await other.PostAsJsonAsync("/api/v1/tasks", new { title = "Help me", assigneeId = Admin.UserId }))
            .StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private async Task MakeWebhooksAsync()
    {
        for (var i = 0; i < Several; i++)
        {
            using var created = await Admin.PostAsJsonAsync(
                "/api/v1/webhooks", new { url = "https://example.org/", eventTypes = AllEvents });
            values["webhookId"] = created.Headers.Location!.OriginalString.Split('/')[^1];
        }

        for (var i = 0; i < Several; i++)
        {
            (await Admin.PostAsync(AddressOf("/api/v1/webhooks/{webhookId}/test"), null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        // Only what was sent is listed.
        await Superuser.ExecuteAsync("UPDATE app.webhook_deliveries SET is_sent = true");
    }

    private async Task DescribeThemselvesAsync(int i)
    {
        using var read = await Admin.GetAsync($"/api/v1/users/{Admin.UserId}/profile");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/users/{Admin.UserId}/profile")
        {
            Content = JsonContent.Create(new { bio = $"Weaves {i}" }),
        };
        request.Headers.IfMatch.Add(read.Headers.ETag!);
        (await Admin.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task MeetAsync(int i, List<SentPost> posts, List<SentComment> comments)
    {
        var other = await SignedInAsync();
        var own = await other.PublishedAsync($"Another engine {i}", "Not so analytical");
        await Admin.PutAsync($"/api/v1/users/me/following/{other.UserId}", null);
        await other.PutAsync($"/api/v1/users/me/following/{Admin.UserId}", null);
        await other.PublishedAsync($"More engines {i}");
        await other.PutAsync($"/api/v1/users/me/blocks/{(await SignedInAsync()).UserId}", null);
        await Admin.PutAsync($"/api/v1/users/me/blocks/{(await SignedInAsync()).UserId}", null);
        await Admin.PutAsJsonAsync("/api/v1/users/me/preferences/theme", "dark");
        await other.PutAsJsonAsync("/api/v1/users/me/preferences/theme", "dark");
        var media = await Admin.PostAsync("/api/v1/media", new ByteArrayContent([.. SampleFiles.Png(), (byte)i]));
        values["mediaId"] = media.Headers.Location!.OriginalString.Split('/')[^1];
        await other.FlagPostAsync(posts[^1].Id);
        await other.FlagCommentAsync(comments[i].Id);
        await other.PutAsync($"/api/v1/posts/{posts[0].Id}/like", null);
        await Admin.PutAsync($"/api/v1/posts/{own.Id}/bookmark", null);
        await Admin.FlagPostAsync(own.Id);
        var caseId = await Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases WHERE post_id = $1", own.Id);
        await Admin.DecideAsync(caseId, "reject");
    }

    private string Required(string name) => name switch
    {
        "q" => "engine",
        "ids" => values["postId"],
        "at" => "2100-01-01T00:00:00Z",
        "path" => "theme",
        "value" => "\"dark\"",
        "from" => "1",
        "to" => "2",
        _ => throw new InvalidOperationException($"Nothing is known to ask for by the parameter {name}."),
    };
}
