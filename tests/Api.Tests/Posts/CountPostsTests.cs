using System.Net;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class CountPostsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_list_counts_all_its_rows_when_asked_to()
    {
        var ann = await api.SignedInAsync();
        for (var i = 0; i < 5; i++)
        {
            await ann.PublishedAsync(tags: i < 3 ? ["counted"] : []);
        }

        await ann.DraftAsync();

        (await TotalAsync(api.Anonymous(), $"author={ann.UserId}&limit=2&count=exact")).ShouldBe((5, "exact"));
        (await TotalAsync(api.Anonymous(), $"author={ann.UserId}&tag=counted&count=exact")).ShouldBe((3, "exact"));
        (await TotalAsync(api.Anonymous(), $"author={ann.UserId}&status=draft&count=exact")).ShouldBe((0, "exact"));
        (await TotalAsync(ann, $"author={ann.UserId}&status=draft&count=exact")).ShouldBe((1, "exact"));
        (await ann.PageAsync($"/api/v1/posts?author={ann.UserId}")).TryGetProperty("total", out _).ShouldBeFalse();
        (await api.Anonymous().PageAsync("/api/v1/tags/counted/posts?limit=1&count=exact"))
            .GetProperty("total")
            .GetProperty("rows")
            .GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task An_estimate_says_that_it_is_one_and_reads_no_row()
    {
        await api.Superuser.ExecuteAsync(
            """
            WITH people AS (
                INSERT INTO app.users (id, email, username, role)
                SELECT gen_random_uuid(), format('counted%s@example.org', i), format('counted%s', i), 'user'
                       FROM generate_series(1, 100) AS i
                RETURNING id
            )
            INSERT INTO app.posts (id, author_id, title, body, language, status, published_at, tags, metadata, created_at)
            SELECT gen_random_uuid(), people.id, 'T', 'B', 'english', 'published', now(), '{}', '{}', now() FROM people,
                   generate_series(1, 20)
            """);
        await api.Superuser.ExecuteAsync("ANALYZE app.posts");

        using var statements = StatementCounter.Start();
        var (rows, kind) = await TotalAsync(api.Anonymous(), "limit=1&count=estimated");

        kind.ShouldBe("estimated");
        rows.ShouldBeInRange(1000, 4000);
        statements.Count.ShouldBe(2, string.Join('\n', statements.Statements));
        statements.Statements.ShouldContain(
            s => s.Contains("EXPLAIN", StringComparison.Ordinal) && !s.Contains("ANALYZE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_way_of_counting_is_refused()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/posts?count=roughly");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("count")
            .ShouldBe(["Must be one of: none, estimated, exact."]);
    }

    private static async Task<(long Rows, string? Kind)> TotalAsync(HttpClient client, string query)
    {
        JsonElement total = (await client.PageAsync($"/api/v1/posts?{query}")).GetProperty("total");
        return (total.GetProperty("rows").GetInt64(), total.GetProperty("kind").GetString());
    }
}
