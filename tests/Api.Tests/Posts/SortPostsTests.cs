using System.Globalization;
using System.Net;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

/// <summary>Orders and filters of the lists of posts against a slow, obvious ORDER BY over random rows full of ties.</summary>
public sealed class SortPostsTests(SortPostsTests.Arranged api) : IClassFixture<SortPostsTests.Arranged>
{
    private const string Newest = "p.published_at DESC, p.id DESC", Oldest =
        "p.published_at, p.id", MostCommented = "s.comment_count DESC, p.id DESC", MostViewed = "s.view_count DESC, p.id DESC";

    private const string All = "p.tags @> '{sorted,other}'", Any = "p.tags && '{sorted,other}'";

    private const string Days = "2026-01-02T00:00:00Z", LaterDays = "2026-01-05T00:00:00Z";

    public static TheoryData<string, string, string> Lists => new()
    {
        { "/api/v1/posts?sort=-publishedAt", Newest, "true" },
        { "/api/v1/posts?sort=publishedAt", Oldest, "true" },
        { "/api/v1/posts?sort=-commentCount", MostCommented, "true" },
        { "/api/v1/posts?sort=-viewCount", MostViewed, "true" },
        { "/api/v1/posts?tag=sorted&sort=publishedAt", Oldest, "'sorted' = ANY (p.tags)" },
        { "/api/v1/posts?tag=sorted&tag=other", Newest, All },
        { "/api/v1/posts?tag=sorted,other&tagMatch=all&sort=publishedAt", Oldest, All },
        { "/api/v1/posts?tag=Sorted,other,sorted&tagMatch=any", Newest, Any },
        { "/api/v1/posts?tag=sorted&tag=other&tagMatch=any&sort=publishedAt", Oldest, Any },
        { "/api/v1/posts?tag=sorted,nowhere", Newest, "false" },
        { "/api/v1/posts?tag=sorted,nowhere&sort=publishedAt", Oldest, "false" },
        { "/api/v1/posts?tag=sorted,nowhere&tagMatch=any", Newest, "'sorted' = ANY (p.tags)" },
        { "/api/v1/posts?tag=sorted&tagMatch=any&sort=publishedAt", Oldest, "'sorted' = ANY (p.tags)" },
        { "/api/v1/posts?tag=former,sorted&tagMatch=any", Newest, Any },
        { "/api/v1/posts?tag=former,sorted&sort=publishedAt", Oldest, All },
        { "/api/v1/posts?tag=former,other", Newest, "'other' = ANY (p.tags)" },
        { "/api/v1/posts?author={author}&tag=sorted,other", Newest, $"p.author_id = '{{author}}' AND {All}" },
        { "/api/v1/posts?author={author}&tag=former,sorted&tagMatch=any&sort=publishedAt", Oldest,
            $"p.author_id = '{{author}}' AND {Any}" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}&tag=sorted,other", Newest,
            $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}' AND {All}" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}&tag=sorted,other&tagMatch=any&sort=publishedAt", Oldest,
            $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}' AND {Any}" },
        { "/api/v1/tags/sorted/posts?sort=-publishedAt", Newest, "'sorted' = ANY (p.tags)" },
        { "/api/v1/tags/sorted/posts?sort=publishedAt", Oldest, "'sorted' = ANY (p.tags)" },
        { "/api/v1/posts?tag=nowhere&sort=publishedAt", Oldest, "false" },
        { "/api/v1/posts?author={author}&sort=publishedAt", Oldest, "p.author_id = '{author}'" },
        { "/api/v1/posts?author={author}&tag=sorted&sort=publishedAt", Oldest, "p.author_id = '{author}' AND 'sorted' = ANY (p.tags)" },
        { $"/api/v1/posts?from={Days}", Newest, $"p.published_at >= '{Days}'" },
        { $"/api/v1/posts?to={Days}", Newest, $"p.published_at < '{Days}'" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}", Newest, $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}'" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}&sort=publishedAt", Oldest,
            $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}'" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}&tag=sorted", Newest,
            $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}' AND 'sorted' = ANY (p.tags)" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}&tag=sorted&sort=publishedAt", Oldest,
            $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}' AND 'sorted' = ANY (p.tags)" },
        { $"/api/v1/posts?from={Days}&to={LaterDays}&author={{author}}", Newest,
            $"p.published_at >= '{Days}' AND p.published_at < '{LaterDays}' AND p.author_id = '{{author}}'" },
        { $"/api/v1/posts?from={Days}&author={{author}}&tag=sorted&sort=publishedAt", Oldest,
            $"p.published_at >= '{Days}' AND p.author_id = '{{author}}' AND 'sorted' = ANY (p.tags)" },
        { "/api/v1/posts?from=2100-01-01T00:00:00Z", Newest, "false" },
        { "/api/v1/posts?language=german", Newest, "p.language = 'german'" },
        { "/api/v1/posts?language=german&sort=publishedAt", Oldest, "p.language = 'german'" },
        { $"/api/v1/posts?language=german&from={Days}&to={LaterDays}&sort=publishedAt", Oldest,
            $"p.language = 'german' AND p.published_at >= '{Days}' AND p.published_at < '{LaterDays}'" },
        { "/api/v1/posts?language=finnish", Newest, "false" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Pages_follow_each_other_in_the_order_asked_for(string list, string order, string filter)
    {
        var (author, blocker, draftsman) = await api.ArrangeAsync();
        list = list.Replace("{author}", author.UserId.ToString(), StringComparison.Ordinal);
        filter = filter.Replace("{author}", author.UserId.ToString(), StringComparison.Ordinal);

        foreach (var (reader, hidden) in new (HttpClient, Guid?)[] { (api.Anonymous(), null), (author, null), (draftsman, null),
            (blocker, author.UserId) })
        {
            var listed = (await reader.WalkAsync($"{list}{(list.Contains('?') ? '&' : '?')}limit=7")).Ids();

            var expected = await api.Superuser.ScalarAsync<Guid[]>(
                $"""
                SELECT coalesce(array_agg(p.id ORDER BY {order}), '{"{}"}')
                FROM app.posts AS p
                JOIN app.post_stats AS s ON s.post_id = p.id
                WHERE p.status = 'published' AND p.deleted_at IS NULL AND p.author_id IS DISTINCT FROM $1 AND {filter}
                """,
                hidden ?? Guid.Empty);
            listed.ShouldBe(expected, list);
            var total = (await reader.PageAsync($"{list}{(list.Contains('?') ? '&' : '?')}limit=1&count=exact")).GetProperty("total")
                .GetProperty("rows").GetInt64();
            total.ShouldBe(expected!.Length, list);
        }
    }

    [Theory]
    [InlineData("/api/v1/posts?sort=-publishedAt")]
    [InlineData("/api/v1/posts?sort=publishedAt")]
    [InlineData("/api/v1/posts?sort=-commentCount")]
    [InlineData("/api/v1/posts?sort=-viewCount")]
    [InlineData("/api/v1/posts?language=german&sort=publishedAt")]
    [InlineData("/api/v1/tags/sorted/posts?sort=publishedAt")]
    [InlineData("/api/v1/users/{author}/posts?sort=listedAt")]
    public async Task Every_post_comes_once_while_others_are_published(string list)
    {
        var (author, _, _) = await api.ArrangeAsync();
        list = list.Replace("{author}", author.UserId.ToString(), StringComparison.Ordinal);
        var before = (await author.WalkAsync($"{list}&limit=100")).Ids();

        var listed = (await author.WalkAsync($"{list}&limit=7", _ => author.PublishedAsync(tags: ["sorted"], language: "german"))).Ids();

        listed.ShouldBeUnique();
        listed.Where(before.Contains).ShouldBe(before);
    }

    [Theory]
    [InlineData("-listedAt", "p.listed_at DESC, p.id DESC")]
    [InlineData("listedAt", "p.listed_at, p.id")]
    public async Task The_titles_of_an_author_are_listed_from_both_ends(string sort, string order)
    {
        var (author, _, _) = await api.ArrangeAsync();

        foreach (var (reader, filter) in new[] { (author, "true"), (api.Anonymous(), "p.status = 'published'") })
        {
            var listed = (await reader.WalkAsync($"/api/v1/users/{author.UserId}/posts?sort={sort}&limit=7")).Ids();

            listed.ShouldBe(await api.Superuser.ScalarAsync<Guid[]>(
                $"SELECT array_agg(p.id ORDER BY {order}) FROM app.posts AS p WHERE p.author_id = $1 AND p.deleted_at IS NULL AND {filter}",
                author.UserId));
        }
    }

    [Fact]
    public async Task The_numbers_that_are_shown_fall_from_post_to_post()
    {
        await api.ArrangeAsync();

        foreach (var (sort, member) in new[] { ("-commentCount", "commentCount"), ("-viewCount", "viewCount") })
        {
            var numbers = (await api.Anonymous().WalkAsync($"/api/v1/posts?sort={sort}&limit=50"))
                .Select(p => p.GetProperty(member).GetInt64()).ToList();

            numbers.ShouldBe(numbers.OrderDescending());
            numbers[0].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task A_cursor_is_valid_in_its_own_list_only()
    {
        await api.ArrangeAsync();
        string[] lists =
        [
            "", "sort=publishedAt", "sort=-commentCount", "sort=-viewCount", "language=german", "language=english", $"from={Days}",
            $"to={LaterDays}",
            $"from={Days}&to={LaterDays}", "tag=sorted", "tag=sorted&sort=publishedAt", "tag=sorted,other&tagMatch=any",
        ];

        foreach (var list in lists)
        {
            var cursor = (await api.Anonymous().PageAsync($"/api/v1/posts?limit=1&{list}")).GetProperty("next").GetString();
            foreach (var other in lists)
            {
                var response = await api.Anonymous().GetAsync($"/api/v1/posts?limit=1&cursor={cursor}&{other}");
                if (other == list)
                {
                    response.StatusCode.ShouldBe(HttpStatusCode.OK, list);
                }
                else
                {
                    await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "page.cursor_invalid");
                }
            }
        }
    }

    [Theory]
    [InlineData("/api/v1/posts?sort=newest", "sort", "Must be one of: -publishedAt, publishedAt, -commentCount, -viewCount.")]
    [InlineData(
        "/api/v1/posts?sort=title;DROP TABLE app.posts", "sort", "Must be one of: -publishedAt, publishedAt, -commentCount, -viewCount.")]
    [InlineData("/api/v1/posts?sort=commentCount", "sort", "Must be one of: -publishedAt, publishedAt, -commentCount, -viewCount.")]
    [InlineData("/api/v1/tags/sorted/posts?sort=-viewCount", "sort", "Must be one of: -publishedAt, publishedAt.")]
    [InlineData("/api/v1/users/00000000-0000-4000-8000-000000000001/posts?sort=-viewCount", "sort", "Must be one of: -listedAt, listedAt.")]
    [InlineData("/api/v1/posts?sort=-viewCount&tag=a", "sort", "Must be by time together with author, tag, status, language, from or to.")]
    [InlineData(
        "/api/v1/posts?sort=-viewCount&tag=a,b&tagMatch=any",
        "sort",
        "Must be by time together with author, tag, status, language, from or to.")]
    [InlineData("/api/v1/posts?language=german&tag=a,b", "language", "Must be left out together with author, tag or status.")]
    [InlineData("/api/v1/posts?tag=a,", "tag", "Must be at most 10 tags, each of 1 to 50 letters, digits or . + # - _")]
    [InlineData("/api/v1/posts?tag=a&tag=%2F", "tag", "Must be at most 10 tags, each of 1 to 50 letters, digits or . + # - _")]
    [InlineData("/api/v1/posts?tag=a,b,c,d,e,f,g,h,i,j,k", "tag", "Must be at most 10 tags, each of 1 to 50 letters, digits or . + # - _")]
    [InlineData("/api/v1/posts?tag=a&tagMatch=some", "tagMatch", "Must be one of: all, any.")]
    [InlineData("/api/v1/posts/search?q=x&tag=a,", "tag", "Must be at most 10 tags, each of 1 to 50 letters, digits or . + # - _")]
    [InlineData("/api/v1/posts/search?q=x&sort=rank", "sort", "Must be one of: relevance, -publishedAt, publishedAt.")]
    [InlineData(
        "/api/v1/posts?sort=-commentCount&from=2026-01-01T00:00:00Z",
        "sort",
        "Must be by time together with author, tag, status, language, from or to.")]
    [InlineData(
        "/api/v1/posts?from=2026-01-01T00:00:00Z&status=draft", "from", "Must be left out for drafts, which have not been published.")]
    [InlineData("/api/v1/posts?to=2026-01-01T00:00:00Z&status=draft", "to", "Must be left out for drafts, which have not been published.")]
    [InlineData("/api/v1/posts?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", "to", "Must be after `from`.")]
    [InlineData("/api/v1/posts?language=german&tag=a", "language", "Must be left out together with author, tag or status.")]
    public async Task Names_the_parameter_that_does_not_go_together(string address, string field, string refusal)
    {
        var response = await api.Anonymous().GetAsync(address);

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors(field).ShouldBe([refusal]);
    }

    [Fact]
    public async Task A_language_is_one_that_posts_may_have()
    {
        var response = await api.Anonymous().GetAsync("/api/v1/posts?language=klingon");

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed"))
            .Errors("language")
            .ShouldHaveSingleItem()
            .ShouldStartWith("Must be one of ");
    }

    [Theory]
    [InlineData("sort=publishedAt")]
    [InlineData("sort=-commentCount")]
    [InlineData("sort=-viewCount")]
    [InlineData("language=german")]
    [InlineData($"from={Days}&to={LaterDays}&sort=publishedAt")]
    [InlineData("tag=sorted,other")]
    [InlineData("tag=sorted,other&tagMatch=any&sort=publishedAt")]
    public async Task Costs_one_statement(string query)
    {
        await api.ArrangeAsync();

        using var statements = StatementCounter.Start();
        await api.Anonymous().PageAsync($"/api/v1/posts?{query}");

        statements.Count.ShouldBe(1, string.Join('\n', statements.Statements));
    }

    public sealed class Arranged : ApiFixture
    {
        private Task<(TestClient Author, TestClient Blocker, TestClient Other)>? arranged;

        /// <summary>
        /// Posts of two authors in every state, on few instants and with few different numbers. The first author is blocked by one reader.
        /// </summary>
        internal Task<(TestClient Author, TestClient Blocker, TestClient Other)> ArrangeAsync() => arranged ??= FillAsync();

        private async Task<(TestClient Author, TestClient Blocker, TestClient Other)> FillAsync()
        {
            var (author, blocker, other) = (await SignedInAsync(), await SignedInAsync(), await SignedInAsync());
            (await blocker.PutAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/users/me/blocks/{author.UserId}"), null))
                .EnsureSuccessStatusCode();
            await Superuser.ExecuteAsync("INSERT INTO app.tag_aliases (alias, tag) VALUES ('former', 'other') ON CONFLICT DO NOTHING");
            await Superuser.ExecuteAsync(
                """
                WITH made AS (
                    INSERT INTO app.posts (author_id, title, body, language, status, published_at, created_at, tags, deleted_at, deleted_by)
                    SELECT CASE WHEN random() < 0.5 THEN $1 ELSE $2 END, 'T', 'B',
                           CASE WHEN n % 3 = 0 THEN 'german' ELSE 'english' END,
                           CASE n % 8 WHEN 5 THEN 'draft' WHEN 6 THEN 'archived' WHEN 7 THEN 'hidden' ELSE 'published' END,
                           CASE WHEN n % 8 <> 5 THEN d.day END, d.day,
                           CASE WHEN random() < 0.6 THEN ARRAY['sorted'] ELSE '{}' END || CASE WHEN random() < 0.4 THEN ARRAY['other']
                               ELSE '{}' END,
                           CASE WHEN n % 10 = 9 THEN now() END, CASE WHEN n % 10 = 9 THEN 'author' END
                    FROM generate_series(1, 150) AS n
                    CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01Z' + floor(random() * 6 + 0 * n) * interval '1 day' AS day) AS d
                    RETURNING id
                )
                SELECT FROM made
                """,
                author.UserId,
                other.UserId);
            await Superuser.ExecuteAsync(
                """
                UPDATE app.post_stats AS s
                SET view_count = floor(random() * 4), comment_count = floor(random() * 4)
                FROM app.posts AS p
                WHERE p.id = s.post_id AND p.author_id IN ($1, $2)
                """,
                author.UserId,
                other.UserId);
            return (author, blocker, other);
        }
    }
}
