using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Moderation;

public sealed class FlagContentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_person_flags_a_thing_once_and_never_what_is_their_own()
    {
        var (author, reporter) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;

        (await reporter.FlagPostAsync(post, "abuse", "It is rude")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await reporter.FlagCommentAsync(comment)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await Problem.AssertAsync(await reporter.FlagPostAsync(post), HttpStatusCode.Conflict, "moderation.already_flagged");
        await Problem.AssertAsync(await reporter.FlagCommentAsync(comment), HttpStatusCode.Conflict, "moderation.already_flagged");
        await Problem.AssertAsync(await author.FlagPostAsync(post), HttpStatusCode.Forbidden, "moderation.own_content");
        (await api.Anonymous().FlagPostAsync(post)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_what_everyone_may_read_is_flagged()
    {
        var (author, reporter) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var deleted = (await author.CommentAsync(post)).Id;
        await author.DeleteCommentAsync(deleted);
        var under = (await author.CommentAsync(post)).Id;
        await author.StepAsync(post, "archive");

        foreach (var response in new[]
        {
            await reporter.FlagPostAsync(post), await reporter.FlagCommentAsync(deleted), await reporter.FlagCommentAsync(under),
            await reporter.FlagPostAsync((await author.DraftAsync()).Id), await reporter.FlagCommentAsync(Guid.NewGuid()),
        })
        {
            await Problem.AssertAsync(response, HttpStatusCode.NotFound, "moderation.subject_not_found");
        }
    }

    [Theory]
    [InlineData("""{"category":"nonsense"}""", "category")]
    [InlineData("""{"category":"spam","note":" "}""", "note")]
    public async Task Names_the_member_that_breaks_a_rule(string body, string field)
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;
        var reporter = await api.SignedInAsync();

        var response = await reporter.PostAsync(
            $"/api/v1/posts/{post}/flags", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Enough_flags_hide_a_comment_everywhere_but_from_author_and_staff()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post, "bad")).Id;
        await (await api.SignedInAsync()).CommentAsync(post, "reply", comment);

        await api.FlagByManyAsync(c => c.FlagCommentAsync(comment), people: 2);
        (await api.Anonymous().ThreadAsync(post)).ShouldBe(["bad", "-reply"]);
        await api.FlagByManyAsync(c => c.FlagCommentAsync(comment), people: 1);

        (await api.Anonymous().ThreadAsync(post)).ShouldBe(["(hidden)", "-reply"]);
        (await author.ThreadAsync(post)).ShouldBe(["bad", "-reply"]);
        (await (await api.SignedInAsync(UserRole.Moderator)).ThreadAsync(post)).ShouldBe(["bad", "-reply"]);
        (await author.PageAsync($"/api/v1/comments/{comment}")).Text("state").ShouldBe("hidden");
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/comments/{comment}"), HttpStatusCode.NotFound, "comment.not_found");
        (await api.Anonymous().PageAsync($"/api/v1/users/{author.UserId}/comments")).Items().ShouldBeEmpty();
        (await author.CountedAsync(post)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Enough_flags_hide_a_post_everywhere_but_from_author_and_staff()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("Unmistakably flagged", tags: ["flagged-tag"])).Id;
        await author.CommentAsync(post);

        await api.FlagByManyAsync(c => c.FlagPostAsync(post));

        await Problem.AssertAsync(await api.Anonymous().GetAsync($"/api/v1/posts/{post}"), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(
            await api.Anonymous().GetAsync($"/api/v1/posts/{post}/comments"), HttpStatusCode.NotFound, "post.not_found");
        foreach (var list in new[] { $"posts?author={author.UserId}", "posts?tag=flagged-tag", $"users/{author.UserId}/posts",
            "posts/search?q=unmistakably", "tags?q=flagged-tag" })
        {
            (await api.Anonymous().PageAsync($"/api/v1/{list}")).Items().ShouldBeEmpty(list);
        }

        (await author.PageAsync($"/api/v1/posts/{post}")).Text("status").ShouldBe("hidden");
        await Problem.AssertAsync(await author.PostAsync($"/api/v1/posts/{post}/publish", null), HttpStatusCode.Conflict, "post.hidden");
        await Problem.AssertAsync(await author.PostAsync($"/api/v1/posts/{post}/archive", null), HttpStatusCode.Conflict, "post.hidden");
        await Problem.AssertAsync(await author.TryCommentAsync(post), HttpStatusCode.Conflict, "comment.post_closed");
    }

    [Fact]
    public async Task Flags_of_many_at_once_are_all_counted_and_hide_once()
    {
        var author = await api.SignedInAsync();
        var comment = (await author.CommentAsync((await author.PublishedAsync()).Id)).Id;
        var reporters = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.SignedInAsync()));

        var responses = await Task.WhenAll(reporters.SelectMany(r => new[] { r.FlagCommentAsync(comment), r.FlagCommentAsync(comment) }));

        responses.Count(r => r.StatusCode == HttpStatusCode.NoContent).ShouldBe(3, "a person flags once, however often they send it");
        (await api.Superuser.ScalarAsync<int>("SELECT flagged_count FROM app.comments WHERE id = $1", comment)).ShouldBe(3);
        (await api.Superuser.ScalarAsync<int>("SELECT flag_count FROM app.moderation_cases WHERE comment_id = $1", comment)).ShouldBe(3);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.moderation_log WHERE subject_id = $1", comment)).ShouldBe(1);
    }

    [Fact]
    public async Task Costs_one_statement()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;
        var reporter = await api.SignedInAsync();

        using var statements = StatementCounter.Start();
        await reporter.FlagPostAsync(post);

        statements.Statements.Count(s => s.Contains("app.", StringComparison.Ordinal))
            .ShouldBe(1, string.Join("\n---\n", statements.Statements));
    }
}
