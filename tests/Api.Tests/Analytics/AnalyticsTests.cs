using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Analytics;

public sealed class AnalyticsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    // In days, around the ends of spans of 8 and of 64.
    private static readonly int[] Starts =
        [0, 1, 7, 8, 9, 30, 63, 64, 65, 100], Lengths = [0, 6, 7, 8, 15, 16, 62, 63, 64, 127, 128, 200, 300];

    [Fact]
    public async Task The_summary_equals_counting_anew()
    {
        const string obvious = """
            SELECT jsonb_build_object(
                'posts', count(*), 'published', count(*) FILTER (WHERE p.status = 'published'),
                'drafts', count(*) FILTER (WHERE p.status = 'draft'),
                'archived', count(*) FILTER (WHERE p.status = 'archived'), 'hidden', count(*) FILTER (WHERE p.status = 'hidden'),
                'views', coalesce(sum(s.view_count) FILTER (WHERE p.status = 'published'), 0),
                'averageViews', trim_scale(round(avg(s.view_count) FILTER (WHERE p.status = 'published'), 4)),
                'medianViews', percentile_cont(0.5) WITHIN GROUP (ORDER BY s.view_count) FILTER (WHERE p.status = 'published'),
                'tags', (SELECT jsonb_agg(jsonb_build_object('tag', g.tag, 'postCount', g.posts) ORDER BY g.posts DESC, g.tag)
                         FROM (SELECT t.tag, count(*) AS posts FROM app.posts AS q, unnest(q.tags) AS t (tag)
                               WHERE q.status = 'published' AND q.deleted_at IS NULL AND q.created_at >= '2024-03-01Z'
                                   AND q.created_at < '2024-04-01Z'
                               GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) AS g))::text
            FROM app.posts AS p
            JOIN app.post_stats AS s ON s.post_id = p.id
            WHERE p.deleted_at IS NULL AND p.created_at >= '2024-03-01Z' AND p.created_at < '2024-04-01Z'
            """;
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at, created_at, tags, deleted_at, deleted_by)
            SELECT $1, 't', 'b', (ARRAY['published', 'published', 'published', 'draft', 'archived', 'hidden'])[1 + n % 6], CASE
                   WHEN n % 6 = 3 THEN NULL ELSE timestamptz '2024-03-01Z' END,
                   timestamptz '2024-02-25Z' + n * interval '7 hours', ARRAY['s' || n % 13, 's' || n % 17], CASE WHEN n % 11 = 0
                   THEN now() END, CASE WHEN n % 11 = 0 THEN 'author' END
            FROM generate_series(1, 150) AS n
            """,
            author.UserId);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.post_stats AS s SET view_count = abs(hashtext(s.post_id::text)) % 40 FROM app.posts AS p WHERE p.id = s.post_id "
            + "AND p.author_id = $1",
            author.UserId);

        var summary = await moderator.PageAsync("/api/v1/analytics/summary?from=2024-03-01&to=2024-03-31");

        using var expected = JsonDocument.Parse((await api.Superuser.ScalarAsync<string>(obvious))!);
        foreach (var member in expected.RootElement.EnumerateObject())
        {
            Text(summary.GetProperty(member.Name)).ShouldBe(Text(member.Value), member.Name);
        }

        summary.GetProperty("posts").GetInt64().ShouldBeGreaterThan(50);
        (await moderator.PageAsync("/api/v1/analytics/summary?from=1999-01-01&to=1999-01-02"))
            .GetProperty("medianViews").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_summary_of_any_range_is_the_same_with_and_without_sums_of_spans()
    {
        var (author, admin) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Admin));
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at, created_at, tags)
            SELECT $1, 't', 'b', 'published', timestamptz '2022-01-01Z', timestamptz '2022-01-01Z' + n * interval '13 hours',
                   ARRAY['w' || n % 7, 'v' || n % 19]
            FROM generate_series(1, 700) AS n
            """,
            author.UserId);
        await api.Superuser.ExecuteAsync(
            "UPDATE app.post_stats AS s SET view_count = abs(hashtext(s.post_id::text)) % 50 FROM app.posts AS p WHERE p.id = s.post_id "
            + "AND p.author_id = $1",
            author.UserId);
        await api.Superuser.ExecuteAsync("SELECT app.fold_rollups(1000000)");
        var first = new DateOnly(2021, 12, 20);
        string[] ranges =
        [
            .. from start in Starts
               from length in Lengths
               select string.Create(CultureInfo.InvariantCulture, $"from={first.AddDays(start):O}&to={first.AddDays(start + length):O}"),
        ];

        async Task<string[]> SummariesAsync()
        {
            var read = new List<string>();
            foreach (var range in ranges)
            {
                read.Add((await admin.PageAsync($"/api/v1/analytics/summary?{range}")).GetRawText());
            }

            return [.. read];
        }

        var spans = await SummariesAsync();
        await SwitchAsync(admin, on: false);
        var days = await SummariesAsync();
        await SwitchAsync(admin, on: true);

        spans.ShouldBe(days);
        using var longest = JsonDocument.Parse(spans[^1]);
        longest.RootElement.GetProperty("posts").GetInt64().ShouldBeGreaterThan(400);
    }

    [Fact]
    public async Task Staff_see_the_summary_and_admins_the_accounts()
    {
        await Problem.AssertAsync(
            await (await api.SignedInAsync()).GetAsync("/api/v1/analytics/summary"), HttpStatusCode.Forbidden, "auth.forbidden");
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync("/api/v1/analytics/summary"), HttpStatusCode.Unauthorized, "auth.required");
        await Problem.AssertAsync(
            await (await api.SignedInAsync(UserRole.Moderator))
                .GetAsync("/api/v1/analytics/users/daily"), HttpStatusCode.Forbidden, "auth.forbidden");
        (await Problem.AssertAsync(
            await (await api.SignedInAsync(UserRole.Moderator))
                .GetAsync("/api/v1/analytics/summary?from=2024-02-02&to=2024-02-01"), HttpStatusCode.BadRequest, "validation.failed"))
            .Errors("to").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_rate_of_all_days_weighs_accounts_and_not_days()
    {
        var admin = await api.SignedInAsync(UserRole.Admin);
        await api.Superuser.ExecuteAsync("""
            INSERT INTO app.users (username, email, is_active, deleted_at, created_at)
            SELECT 'daily' || n, 'daily' || n % 9 || '@example.org', n % 4 <> 0, CASE WHEN n <> 10 THEN timestamptz '2023-05-03Z' END,
                   timestamptz '2023-05-01T23:30Z' + (n / 10) * interval '1 hour'
            FROM generate_series(1, 10) AS n
            """);

        var daily = await admin.PageAsync("/api/v1/analytics/users/daily?from=2023-05-01&to=2023-05-02");

        var days = daily.GetProperty("days").EnumerateArray()
            .Select(d => (d.GetProperty("day").GetString(), d.GetProperty("numbers").GetProperty("users").GetInt64())).ToList();
        days.ShouldBe([("2023-05-01", 9), ("2023-05-02", 1)]);
        var total = daily.GetProperty("total");
        total.GetProperty("users").GetInt64().ShouldBe(10);
        total.GetProperty("uniqueEmails").GetInt64().ShouldBe(9);
        total.GetProperty("activeUsers").GetInt64().ShouldBe(1);
        total.GetProperty("activeRate").GetDecimal().ShouldBe(0.1m);
    }

    [Fact]
    public async Task Posts_and_comments_of_a_person_are_counted_each_by_themselves()
    {
        var (person, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (first, second) = ((await person.PublishedAsync()).Id, (await person.PublishedAsync()).Id);
        var elsewhere = (await other.PublishedAsync()).Id;
        await person.DraftAsync();
        await api.Superuser.ExecuteAsync(
            "UPDATE app.post_stats SET view_count = CASE WHEN post_id = $1 THEN 10 ELSE 5 END WHERE post_id IN ($1, $2)", first, second);
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.comments (post_id, author_id, body, is_approved, created_at) VALUES ($1, $3, 'x', true, '2026-01-01Z'), ($2, "
            + "$3, 'x', true, '2026-01-01Z'), ($1, $3, 'x', true, '2026-01-01Z'), ($1, $3, 'x', false, '2026-01-01Z')",
            first,
            elsewhere,
            person.UserId);

        foreach (var caller in new[] { api.Anonymous(), person })
        {
            var stats = await caller.PageAsync($"/api/v1/users/{person.UserId}/stats");

            stats.GetProperty("posts").GetInt64().ShouldBe(2);
            stats.GetProperty("comments").GetInt64().ShouldBe(3);
            stats.GetProperty("views").GetInt64().ShouldBe(15);
            stats.GetProperty("averageViews").GetDecimal().ShouldBe(7.5m);
            stats.GetProperty("lastActivityAt").GetString()
                .ShouldBe((await person.PageAsync($"/api/v1/posts/{second}")).GetProperty("publishedAt").GetString());
        }

        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/stats"), HttpStatusCode.NotFound, "user.not_found");
    }

    [Fact]
    public async Task Who_writes_about_the_same_is_found_by_posts_and_by_tags()
    {
        var (one, much, alike, stranger) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        await one.PublishedAsync(tags: ["m-a", "m-b"]);
        for (var i = 0; i < 3; i++)
        {
            await much.PublishedAsync(tags: ["m-a", "m-b", $"m-x{i}"]);
        }

        await alike.PublishedAsync(tags: ["m-a", "m-b"]);
        await alike.DraftAsync(tags: ["m-y"]);
        await stranger.PublishedAsync(tags: ["m-z"]);

        var overlap = (await api.Anonymous().PageAsync($"/api/v1/users/{one.UserId}/similar")).Items();
        var jaccard = (await api.Anonymous().PageAsync($"/api/v1/users/{one.UserId}/similar?by=jaccard")).Items();

        overlap.Ids().ShouldBe([much.UserId, alike.UserId]);
        overlap.Select(u => u.GetProperty("sharedPosts").GetInt64()).ShouldBe([3, 1]);
        jaccard.Ids().ShouldBe([alike.UserId, much.UserId]);
        jaccard.Select(u => u.GetProperty("jaccard").GetDecimal()).ShouldBe([1m, 0.4m]);

        (await one.PutAsync($"/api/v1/users/me/blocks/{much.UserId}", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await one.PageAsync($"/api/v1/users/{one.UserId}/similar")).Items().Ids().ShouldBe([alike.UserId]);
    }

    // 7.0 and 7 are one number; the order of members says nothing.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDecimal().ToString("0.####", CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(';', value.EnumerateArray().Select(t => $"{t.GetProperty("tag")} {t.GetProperty("postCount")}")),
        _ => value.ToString(),
    };

    private static async Task SwitchAsync(TestClient admin, bool on)
    {
        const string address = "/api/v1/features/span-sums";
        using var read = await admin.GetAsync(address);
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(new { enabled = on }) };
        request.Headers.IfMatch.Add(read.Headers.ETag!);
        (await admin.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
