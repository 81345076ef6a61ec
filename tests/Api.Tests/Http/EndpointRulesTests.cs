using System.Net;
using System.Text.Json.Serialization;
using Agora.Api.Http.Batches;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Agora.Api.Tests.Http;

/// <summary>Rules for every endpoint.</summary>
public sealed class EndpointRulesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private IEnumerable<RouteEndpoint> Endpoints => api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_body_and_answer_has_a_generated_serializer()
    {
        var options = api.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var contexts = options.TypeInfoResolverChain.OfType<JsonSerializerContext>().ToList();

        var reflected = Endpoints
            .SelectMany(e => e.Metadata.OfType<IAcceptsMetadata>().Select(a => a.RequestType)
                .Concat(e.Metadata.OfType<IProducesResponseTypeMetadata>().Select(p => p.Type)))
            .Where(t => t is not null && t != typeof(void))
            .Distinct()
            .Where(t => contexts.TrueForAll(c => c.GetTypeInfo(t!) is null))
            .Select(t => t!.ToString());

        reflected.ShouldBeEmpty("each feature lists its bodies and answers in its JsonSerializerContext");
    }

    [Fact]
    public void Every_endpoint_of_the_API_has_a_name_and_a_summary()
    {
        var nameless = Endpoints
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Where(
                e => e.Metadata.GetMetadata<IEndpointNameMetadata>() is null || e.Metadata.GetMetadata<IEndpointSummaryMetadata>() is null)
            .Select(e => e.RoutePattern.RawText);

        nameless.ShouldBeEmpty();
    }

    [Fact]
    public void Every_write_is_allowed_in_a_batch_or_named_here_as_one_that_is_not()
    {
        string[] alone =
        [
            "RunBatch",
            // Accounts and their rights, and passwords that take time to hash.
            "CreateUser", "UpdateUser", "UpdateMe", "DeleteUser", "DeleteMe", "RestoreUser", "EraseUser", "EraseMe",
            // Files, whose bytes no transaction rolls back, or that are stored batch by batch.
            "UploadMedia", "DeleteMedia", "ImportPosts", "ImportUsers", "ImportComments", "ImportFollows",
            // Settings that all requests depend on.
            "UpdateModerationSettings", "SwitchFeature", "UpdateJobKind",
            // Work that other processes do.
            "RetryJob", "CancelJob",
            // What happens to the database server outside of any transaction.
            "StartAction", "ExplainStatement",
            // Secrets that are shown once, and requests to other servers.
            "CreateWebhook", "UpdateWebhook", "DeleteWebhook", "RotateWebhookSecret", "TestWebhook",
            "ReplayWebhookDelivery", "ReplayWebhook",
        ];
        var writes = Endpoints
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Where(e => !e.RoutePattern.RawText!.StartsWith("/api/v1/auth/", StringComparison.Ordinal))
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET", StringComparer.Ordinal) == false)
            .ToLookup(
                e => e.Metadata.GetMetadata<BatchAllowed>() is not null,
                e => e.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName);

        writes[false].ShouldBe(alone, ignoreOrder: true);
        writes[true].Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Every_read_takes_one_statement()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        var created = await admin.PostAsync(
            "/api/v1/posts", new StringContent(
                """{"title":"One","body":"Body","tags":["engines"],"publish":true}""", System.Text.Encoding.UTF8, "application/json"));
        var postId = created.Headers.Location!.OriginalString.Split('/')[^1];
        var comment = await admin.PostAsync(
            $"/api/v1/posts/{postId}/comments", new StringContent("""{"body":"One"}""", System.Text.Encoding.UTF8, "application/json"));
        var commentId = comment.Headers.Location!.OriginalString.Split('/')[^1];
        var accused = await api.SignedInAsync();
        var flagged = await accused.PostAsync(
            $"/api/v1/posts/{postId}/comments", new StringContent("""{"body":"Two"}""", System.Text.Encoding.UTF8, "application/json"));
        await admin.PostAsync(
            $"/api/v1/comments/{flagged.Headers.Location!.OriginalString.Split('/')[^1]}/flags", new StringContent(
                """{"category":"spam"}""", System.Text.Encoding.UTF8, "application/json"));
        var caseId = await api.Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases");
        await admin.PutAsync(
            "/api/v1/users/me/preferences/theme", new StringContent("\"dark\"", System.Text.Encoding.UTF8, "application/json"));
        var media = await admin.PostAsync("/api/v1/media", new ByteArrayContent(SampleFiles.Png()));
        var mediaId = media.Headers.Location!.OriginalString.Split('/')[^1];
        var taskId = (await CreateAsync(admin, "/api/v1/tasks", """{"title":"One"}""")).GetProperty("id");
        var webhook = await CreateAsync(admin, "/api/v1/webhooks", """{"url":"https://example.org/","eventTypes":["*"]}""");
        var webhookId = webhook.GetProperty("id").GetString();
        var jobId = Guid.CreateVersion7();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.jobs (id, kind, payload, payload_version, priority, due_at, attempts_max)
            VALUES ($1, 'jobs.purge', '{}', 1, 2, now(), 3)
            """,
            jobId);
        var actionId = Guid.CreateVersion7();
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.operator_actions (id, action, target, reason) VALUES ($1, 'reset', 'statistics', 'Because')", actionId);
        // Which model is the current one is remembered.
        await api.Superuser.ExecuteAsync("INSERT INTO app.embedding_models (name, is_current) VALUES ('builtin/ngrams-1', true)");
        (await admin.GetAsync("/api/v1/embeddings")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var reads = Endpoints
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET", StringComparer.Ordinal) == true)
            // A stream does not end. A plan of the maintenance looks at the whole database, and rehearses purges.
            .Where(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is not ("OpenStream" or "PlanMaintenance"))
            .Select(e => e.RoutePattern.RawText!)
            .Where(path => path.StartsWith("/api/", StringComparison.Ordinal));

        foreach (var read in reads)
        {
            var path = read
                .Replace("{userId:guid}", admin.UserId.ToString(), StringComparison.Ordinal)
                .Replace("{postId:guid}", postId, StringComparison.Ordinal)
                .Replace("{commentId:guid}", commentId, StringComparison.Ordinal)
                .Replace("{mediaId:guid}", mediaId, StringComparison.Ordinal)
                .Replace("{number:int}", "1", StringComparison.Ordinal)
                .Replace("{caseId:guid}", caseId.ToString(), StringComparison.Ordinal)
                .Replace("{username}", admin.Username, StringComparison.Ordinal)
                .Replace("{taskId:long}", taskId.ToString(), StringComparison.Ordinal)
                .Replace("{webhookId:guid}", webhookId, StringComparison.Ordinal)
                .Replace("{jobId:guid}", jobId.ToString(), StringComparison.Ordinal)
                .Replace("{actionId:guid}", actionId.ToString(), StringComparison.Ordinal)
                .Replace("{kind}", "jobs.purge", StringComparison.Ordinal)
                .Replace("{name}", "span-sums", StringComparison.Ordinal)
                .Replace("{probe}", "locks", StringComparison.Ordinal)
                .Replace("{tag}", "engines", StringComparison.Ordinal)
                .Replace("{**path}", "theme", StringComparison.Ordinal)
                .TrimEnd('/');
            if (path.EndsWith("/search", StringComparison.Ordinal)
                || path.EndsWith("/hybrid", StringComparison.Ordinal)
                || path.Contains("/search.", StringComparison.Ordinal)
                || path.Contains("/suggestions/", StringComparison.Ordinal))
            {
                path += "?q=one";
            }

            if (path.EndsWith("/preferences/users", StringComparison.Ordinal))
            {
                path += "?path=theme&value=true";
            }

            if (path.EndsWith("/titles", StringComparison.Ordinal))
            {
                path += $"?ids={postId}";
            }

            if (path.EndsWith("/as-of", StringComparison.Ordinal))
            {
                path += "?at=2100-01-01T00:00:00Z";
            }

            using var statements = StatementCounter.Start();
            var response = await admin.GetAsync(path);

            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            // An export reads files one by one behind its one statement, and asks for patience first. A doctor asks for everything.
            if (path.EndsWith("/export", StringComparison.Ordinal)
                || path.Contains("/exports/", StringComparison.Ordinal)
                || path.EndsWith("/doctor", StringComparison.Ordinal))
            {
                continue;
            }

            // A schema and the list of probes are part of the program and need no statement. A read of the event log closes the open
            // batch first.
            var expected = path.Split('/') switch
            {
                [.., "schema"] or [.., "probes"] => 0,
                [.., "events"] => 2,
                _ => 1,
            };
            statements.Count.ShouldBe(expected, $"{path}\n{string.Join("\n", statements.Statements)}");
        }
    }

    private static async Task<System.Text.Json.JsonElement> CreateAsync(TestClient client, string address, string body)
    {
        using var created = await client.PostAsync(
            address, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        return System.Text.Json.JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement;
    }
}
