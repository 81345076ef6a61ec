using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Http;

/// <summary>A list that counts returns how many rows its pages have together, to every kind of caller.</summary>
public sealed class CountModeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_exact_number_is_that_of_the_rows_which_the_caller_is_shown()
    {
        var (author, stranger, blocker, moderator) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = await TalkedAboutAsync(author, stranger, moderator);
        (await blocker.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null)).EnsureSuccessStatusCode();

        string[] lists =
        [
            $"/api/v1/users/{author.UserId}/posts", $"/api/v1/users/{author.UserId}/comments", "/api/v1/tags", "/api/v1/tags?q=count",
            "/api/v1/tags?q=none",
            $"/api/v1/posts/{post}/comments", $"/api/v1/posts/{post}/comments?order=oldest", $"/api/v1/posts/{post}/comments?order=roots",
        ];
        string[] members = ["/api/v1/users", "/api/v1/users?sort=username", $"/api/v1/users?q={author.Username[..6]}",
            "/api/v1/users?q=nobody-of-that-name", "/api/v1/media"];
        string[] queue = ["/api/v1/moderation/cases", "/api/v1/moderation/cases?subject=comment&category=spam",
            "/api/v1/moderation/cases?status=rejected", "/api/v1/moderation/cases?assignee=me"];

        foreach (var (caller, visible) in new (HttpClient, string[])[]
        {
            (author, [.. lists, .. members]), (stranger, [.. lists, .. members]), (moderator, [.. lists, .. members, .. queue]),
            (api.Anonymous(), lists),
            (blocker, [.. lists.Where(l => !l.Contains("/posts/", StringComparison.Ordinal))]),
        })
        {
            foreach (var list in visible)
            {
                var all = await caller.WalkAsync(list);
                var first = await caller.PageAsync($"{list}{(list.Contains('?') ? '&' : '?')}limit=1&count=exact");

                first.Items().Length.ShouldBe(Math.Min(1, all.Count), list);
                first.GetProperty("total").GetProperty("rows").GetInt64().ShouldBe(all.Count, list);
                first.GetProperty("total").GetProperty("kind").GetString().ShouldBe("exact");
            }
        }
    }

    [Fact]
    public async Task A_hidden_thread_does_not_reveal_its_length()
    {
        var (author, stranger, moderator, blocker) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync());
        var post = await TalkedAboutAsync(author, stranger, moderator);
        (await blocker.PutAsync($"/api/v1/users/me/blocks/{author.UserId}", null)).EnsureSuccessStatusCode();

        foreach (var mode in new[] { "exact", "estimated" })
        {
            (await blocker.GetAsync($"/api/v1/posts/{post}/comments?count={mode}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        await author.StepAsync(post, "archive");
        (await stranger.GetAsync($"/api/v1/posts/{post}/comments?count=exact")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Counting_takes_one_statement_more_and_an_estimate_reads_no_row()
    {
        var (admin, stranger, moderator) =
            (await api.SignedInAsync(UserRole.Admin), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = await TalkedAboutAsync(admin, stranger, moderator);

        foreach (var list in new[]
        {
            "/api/v1/users", "/api/v1/tags", $"/api/v1/users/{admin.UserId}/posts", $"/api/v1/users/{admin.UserId}/comments",
            $"/api/v1/posts/{post}/comments", "/api/v1/moderation/cases", "/api/v1/media", "/api/v1/posts", "/api/v1/tags/counted/posts",
        })
        {
            foreach (var mode in new[] { "exact", "estimated" })
            {
                using var statements = StatementCounter.Start();
                var total = (await admin.PageAsync($"{list}?count={mode}")).GetProperty("total");

                total.GetProperty("kind").GetString().ShouldBe(mode, list);
                statements.Count.ShouldBe(2, $"{list}\n{string.Join('\n', statements.Statements)}");
                statements.Statements.Count(s => s.Contains("EXPLAIN", StringComparison.Ordinal))
                    .ShouldBe(mode == "estimated" ? 1 : 0, list);
            }

            (await admin.PageAsync(list)).TryGetProperty("total", out _).ShouldBeFalse(list);
        }
    }

    [Fact]
    public async Task Estimates_come_near_where_the_statistics_are_fresh()
    {
        await api.Superuser.ExecuteAsync("INSERT INTO app.users (username) SELECT 'guessed' || n FROM generate_series(1, 3000) AS n");
        await api.Superuser.ExecuteAsync(
            "INSERT INTO app.tags (tag, post_count) SELECT 'guess' || n, n % 2 FROM generate_series(1, 3000) AS n");
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        await api.Superuser.ExecuteAsync(
            """
            WITH crowd AS (SELECT u.id FROM app.users AS u WHERE u.username LIKE 'guessed%' ORDER BY u.id LIMIT 99)
            INSERT INTO app.comments (post_id, author_id, body)
            SELECT $1, p.id, 'Guess' FROM (SELECT c.id FROM crowd AS c UNION ALL SELECT $2) AS p, generate_series(1, 30)
            """,
            post,
            author.UserId);
        await api.Superuser.ExecuteAsync("ANALYZE app.users, app.tags, app.comments");

        await NearAsync($"/api/v1/posts/{post}/comments", 3000);
        await NearAsync($"/api/v1/posts/{post}/comments?order=roots", 3000);
        await NearAsync($"/api/v1/users/{author.UserId}/comments", 30);
        await NearAsync("/api/v1/users", 3000);
        await NearAsync("/api/v1/tags?q=guess", 1500);
    }

    private async Task NearAsync(string list, long truth)
    {
        var caller = await api.SignedInAsync();
        var total = (await caller.PageAsync($"{list}{(list.Contains('?') ? '&' : '?')}limit=1&count=estimated")).GetProperty("total");
        total.GetProperty("rows").GetInt64().ShouldBeInRange(truth * 2 / 3, truth * 3 / 2, list);
    }

    /// <summary>
    /// A post with a thread in which something is hidden, something deleted and answered, and something deleted for good measure.
    /// </summary>
    private static async Task<Guid> TalkedAboutAsync(TestClient author, TestClient stranger, TestClient moderator)
    {
        var post = (await author.PublishedAsync(tags: ["counted", "count-too"])).Id;
        await author.DraftAsync();
        await author.StepAsync((await author.PublishedAsync()).Id, "archive");
        await author.DeleteAsync($"/api/v1/posts/{(await author.PublishedAsync()).Id}");

        var answered = (await stranger.CommentAsync(post, "Answered")).Id;
        await author.CommentAsync(post, "An answer", answered);
        await stranger.DeleteCommentAsync(answered);
        await author.DeleteCommentAsync((await author.CommentAsync(post, "Gone")).Id);
        await stranger.CommentAsync(post, "Stands");
        var hidden = (await author.CommentAsync(post, "Hidden")).Id;
        (await stranger.FlagCommentAsync(hidden)).EnsureSuccessStatusCode();
        var theCase = (await moderator.PageAsync("/api/v1/moderation/cases?subject=comment")).Items().Last().Id();
        (await moderator.DecideAsync(theCase, "reject")).EnsureSuccessStatusCode();
        (await stranger.FlagPostAsync(post)).EnsureSuccessStatusCode();
        (await stranger.PostAsync("/api/v1/media", new ByteArrayContent(SampleFiles.Png()))).EnsureSuccessStatusCode();
        return post;
    }
}
