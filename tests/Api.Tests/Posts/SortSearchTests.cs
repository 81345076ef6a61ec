using System.Net;
using System.Text.Json;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

/// <summary>Orders, filters and counts of the search against a slow, obvious ORDER BY over random rows full of ties.</summary>
public sealed class SortSearchTests(SortSearchTests.Arranged api) : IClassFixture<SortSearchTests.Arranged>
{
    private const string Best = "ts_rank(p.search_vector, app.search_query(p.language::regconfig, 'numbat'), 1) DESC, p.id DESC",
        Newest = "p.published_at DESC, p.id DESC",
        Oldest = "p.published_at, p.id";

    public static TheoryData<string, string, string> Searches => new()
    {
        { "", Best, "true" },
        { "sort=relevance", Best, "true" },
        { "sort=-publishedAt", Newest, "true" },
        { "sort=publishedAt", Oldest, "true" },
        { "tag=found,other", Best, "p.tags @> '{found,other}'" },
        { "tag=found&tag=other&tagMatch=any", Best, "p.tags && '{found,other}'" },
        { "tag=found,other&sort=-publishedAt", Newest, "p.tags @> '{found,other}'" },
        { "tag=found,other&tagMatch=any&sort=publishedAt", Oldest, "p.tags && '{found,other}'" },
        { "author={author}&sort=publishedAt", Oldest, "p.author_id = '{author}'" },
        { "from=2026-01-02T00:00:00Z&to=2026-01-05T00:00:00Z&sort=-publishedAt", Newest,
            "p.published_at >= '2026-01-02Z' AND p.published_at < '2026-01-05Z'" },
        { "metadata=%7B%22n%22%3A1%7D&sort=publishedAt", Oldest, """p.metadata @> '{"n":1}'""" },
        { "tag=nowhere&sort=publishedAt", Oldest, "false" },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task Pages_follow_each_other_in_the_order_asked_for(string query, string order, string filter)
    {
        var (author, blocker) = await api.ArrangeAsync();
        query = query.Replace("{author}", author.Username, StringComparison.Ordinal);
        filter = filter.Replace("{author}", author.UserId.ToString(), StringComparison.Ordinal);

        foreach (var (reader, hidden) in new (HttpClient, Guid?)[] { (api.Anonymous(), null), (author, null), (blocker, author.UserId) })
        {
            var found = Ids(await reader.WalkAsync($"/api/v1/posts/search?q=numbat&limit=7&{query}"));

            var expected = await api.Superuser.ScalarAsync<Guid[]>(
                $"""
                SELECT coalesce(array_agg(p.id ORDER BY {order}), '{"{}"}')
                FROM app.posts AS p
                WHERE p.search_vector @@ app.search_query(p.language::regconfig, 'numbat')
                  AND p.status = 'published' AND p.deleted_at IS NULL AND p.author_id IS DISTINCT FROM $1 AND {filter}
                """,
                hidden ?? Guid.Empty);
            found.ShouldBe(expected, query);
            var total = (await reader.PageAsync($"/api/v1/posts/search?q=numbat&limit=1&count=exact&{query}")).GetProperty("total");
            total.GetProperty("rows").GetInt64().ShouldBe(expected!.Length, query);
        }
    }

    [Theory]
    [InlineData("sort=-publishedAt")]
    [InlineData("sort=publishedAt")]
    public async Task Every_post_comes_once_while_others_are_published(string sort)
    {
        var (author, _) = await api.ArrangeAsync();
        var expected = await api.Superuser.ScalarAsync<Guid[]>(
            """
            SELECT array_agg(p.id) FROM app.posts AS p
            WHERE p.search_vector @@ app.search_query(p.language::regconfig, 'numbat') AND p.status = 'published' AND p.deleted_at IS NULL
            """);

        var found = Ids(await api.Anonymous().WalkAsync(
            $"/api/v1/posts/search?q=numbat&limit=5&{sort}", async _ => await author.PublishedAsync("numbat in between")));

        found.ShouldBeUnique();
        expected!.Except(found).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cursor_belongs_to_one_order_and_one_set_of_tags()
    {
        await api.ArrangeAsync();
        string[] searches =
            ["", "sort=-publishedAt", "sort=publishedAt", "tag=found,other", "tag=found,other&tagMatch=any", "tag=found", "tag=other"];

        foreach (var search in searches)
        {
            var cursor = (await api.Anonymous().PageAsync($"/api/v1/posts/search?q=numbat&limit=1&{search}")).GetProperty("next")
                .GetString();
            foreach (var other in searches)
            {
                using var response = await api.Anonymous().GetAsync($"/api/v1/posts/search?q=numbat&limit=1&cursor={cursor}&{other}");
                if (other == search)
                {
                    response.StatusCode.ShouldBe(HttpStatusCode.OK, search);
                }
                else
                {
                    (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "page.cursor_invalid")).Errors("cursor")
                        .ShouldHaveSingleItem().ShouldContain("same `sort`");
                }
            }
        }

        // Neither the order nor the spelling of tags makes another list.
        var next = (await api.Anonymous().PageAsync("/api/v1/posts/search?q=numbat&limit=1&tag=found,other")).GetProperty("next")
            .GetString();
        await api.Anonymous().PageAsync($"/api/v1/posts/search?q=numbat&limit=1&tag=Other&tag=found&cursor={next}");
    }

    [Fact]
    public async Task An_estimate_is_near_and_costs_one_statement_more()
    {
        var author = await api.SignedInAsync();
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, status, published_at, tags)
            SELECT $1, 'T', CASE WHEN n % 4 = 0 THEN 'kakapo' ELSE 'weka' END, 'published', now(), '{estimated}'
            FROM generate_series(1, 2000) AS n
            """,
            author.UserId);
        await api.Superuser.ExecuteAsync("ANALYZE app.posts");

        foreach (var mode in new[] { "none", "exact", "estimated" })
        {
            using var statements = StatementCounter.Start();
            var page = await api.Anonymous().PageAsync($"/api/v1/posts/search?q=kakapo&limit=1&count={mode}");

            statements.Count.ShouldBe(mode == "none" ? 1 : 2, string.Join('\n', statements.Statements));
            page.TryGetProperty("total", out var total).ShouldBe(mode != "none");
            if (mode != "none")
            {
                total.GetProperty("kind").GetString().ShouldBe(mode);
                total.GetProperty("rows").GetInt64().ShouldBeInRange(mode == "exact" ? 500 : 333, mode == "exact" ? 500 : 750);
            }
        }
    }

    private static Guid[] Ids(IEnumerable<JsonElement> items) =>
        [.. items.Select(item => item.GetProperty("post").GetProperty("id").GetGuid())];

    public sealed class Arranged : ApiFixture
    {
        private Task<(TestClient Author, TestClient Blocker)>? arranged;

        /// <summary>Posts of two authors in every state, on few instants and of few ranks. One reader blocks the first author.</summary>
        internal Task<(TestClient Author, TestClient Blocker)> ArrangeAsync() => arranged ??= FillAsync();

        private async Task<(TestClient Author, TestClient Blocker)> FillAsync()
        {
            var (author, blocker, other) = (await SignedInAsync(), await SignedInAsync(), await SignedInAsync());
            (await blocker.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null)).EnsureSuccessStatusCode();
            await Superuser.ExecuteAsync(
                """
                INSERT INTO app.posts (author_id, title, body, language, status, published_at, created_at, tags, metadata)
                SELECT CASE WHEN random() < 0.5 THEN $1 ELSE $2 END,
                       CASE WHEN random() < 0.3 THEN 'numbat' ELSE 'T' END,
                       CASE WHEN random() < 0.8 THEN 'numbat' ELSE 'B' END,
                       CASE WHEN n % 3 = 0 THEN 'german' ELSE 'english' END,
                       CASE n % 8 WHEN 5 THEN 'draft' WHEN 6 THEN 'archived' ELSE 'published' END,
                       CASE WHEN n % 8 <> 5 THEN d.day END, d.day,
                       CASE WHEN random() < 0.6 THEN ARRAY['found'] ELSE '{}' END
                           || CASE WHEN random() < 0.6 THEN ARRAY['other'] ELSE '{}' END,
                       jsonb_build_object('n', n % 3)
                FROM generate_series(1, 150) AS n
                CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01Z' + floor(random() * 6 + 0 * n) * interval '1 day' AS day) AS d
                """,
                author.UserId,
                other.UserId);
            return (author, blocker);
        }
    }
}
