using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Agora.Application.Sessions;
using Agora.Benchmarks.Http;
using Agora.Benchmarks.Http.Cluster;
using Agora.Domain.Users;
using Agora.Infrastructure.Sessions;

namespace Agora.Benchmarks.Streams;

/// <summary>The owner of a published post, who edits it over HTTP: each edit is an event with a version.</summary>
internal sealed class StreamWriter(BenchCluster cluster, HttpClient client)
{
    private const string Fill = """
        INSERT INTO app.users (id, email, username) VALUES ('00000000-0000-4000-8000-000000000001', 'ann@example.org', 'ann');
        INSERT INTO app.user_sessions (id, user_id, created_at, last_used_at, expires_at)
        VALUES ('00000000-0000-4000-a000-000000000001', '00000000-0000-4000-8000-000000000001', now(), now(), now() + interval '30 days');
        INSERT INTO app.posts (id, author_id, title, body, status, published_at)
        VALUES ('01000000-0000-7000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'A title', 'A body', 'published', now());
        """;

    private static readonly Guid UserId = new("00000000-0000-4000-8000-000000000001"),
        SessionId = new("00000000-0000-4000-a000-000000000001");

    private readonly AccessTokens tokens = new(new SigningKeys(cluster.Secrets), new SessionSettings(), TimeProvider.System);

    private int version = 1;

    public Task FillAsync(CancellationToken ct) => cluster.ExecuteAsync(Fill, ct);

    /// <summary>Edits the post, and returns the version that the event of this edit has.</summary>
    public async Task<int> EditAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/posts/01000000-0000-7000-8000-000000000001")
        {
            Content = new StringContent($$"""{"title":"Title {{version}}"}""", Encoding.UTF8, "application/json"),
        };
        var token = tokens.Issue(new SessionGrant(SessionId, UserId, UserRole.User, 1)).Text;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        using var response = await client.SendAsync(request, ct);
        var body = await response.Content.ReadAsStringAsync(ct);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchException($"The post was not edited: {response.StatusCode} {body}");
        }

        using var json = JsonDocument.Parse(body);
        return version = json.RootElement.GetProperty("version").GetInt32();
    }
}
