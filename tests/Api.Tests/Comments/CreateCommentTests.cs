using System.Net;
using System.Net.Http.Json;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Agora.Api.Tests.Comments;

public sealed class CreateCommentTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Says_something_about_a_post_and_says_where_it_is()
    {
        var author = await api.SignedInAsync();
        var reader = await api.SignedInAsync();
        var post = await author.PublishedAsync();

        var comment = await reader.CommentAsync(post.Id, "First!");

        comment.Response.Headers.Location!.OriginalString.ShouldBe($"/api/v1/comments/{comment.Id}");
        comment.ETag.ShouldBe("\"1-0-0\"");
        comment.Body.GetProperty("postId").GetGuid().ShouldBe(post.Id);
        comment.Body.GetProperty("parentId").GetString().ShouldBeNull();
        comment.Body.GetProperty("state").GetString().ShouldBe("visible");
        comment.Body.GetProperty("author").GetProperty("username").GetString().ShouldBe(reader.Username);
        var read = await api.Anonymous().PageAsync(comment.Response.Headers.Location.OriginalString);
        read.GetRawText().ShouldBe(comment.Body.GetRawText());
        var (count, lastAt) = await api.Anonymous().CountedAsync(post.Id);
        count.ShouldBe(1);
        lastAt.ShouldBe(comment.Body.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task Replies_go_eight_deep_and_no_deeper()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        Guid? parent = null;
        for (var depth = 0; depth <= 8; depth++)
        {
            var comment = await author.CommentAsync(post.Id, parentId: parent);
            comment.Body.GetProperty("depth").GetInt32().ShouldBe(depth);
            parent = comment.Id;
        }

        await Problem.AssertAsync(await author.TryCommentAsync(post.Id, parentId: parent), HttpStatusCode.Conflict, "comment.too_deep");
    }

    [Fact]
    public async Task Replies_to_what_stands_under_the_same_post()
    {
        var author = await api.SignedInAsync();
        var (post, other) = (await author.PublishedAsync(), await author.PublishedAsync());
        var elsewhere = (await author.CommentAsync(other.Id)).Id;

        foreach (var parent in new[] { elsewhere, Guid.NewGuid() })
        {
            var problem = await Problem.AssertAsync(
                await author.TryCommentAsync(post.Id, parentId: parent), HttpStatusCode.BadRequest, "comment.parent_not_found");
            problem.Errors("parentId").ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task A_reply_to_a_deleted_comment_is_refused()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var gone = (await author.CommentAsync(post.Id)).Id;
        await author.DeleteCommentAsync(gone);

        await Problem.AssertAsync(await author.TryCommentAsync(post.Id, parentId: gone), HttpStatusCode.Conflict, "comment.parent_gone");
    }

    [Fact]
    public async Task Only_what_is_published_can_be_commented_on_not_even_by_its_author()
    {
        var author = await api.SignedInAsync();
        var draft = (await author.DraftAsync()).Id;
        var archived = (await author.PublishedAsync()).Id;
        await author.StepAsync(archived, "archive");
        var deleted = (await author.PublishedAsync()).Id;
        await author.DeleteAsync($"/api/v1/posts/{deleted}");

        await Problem.AssertAsync(await author.TryCommentAsync(draft), HttpStatusCode.Conflict, "comment.post_closed");
        await Problem.AssertAsync(await author.TryCommentAsync(archived), HttpStatusCode.Conflict, "comment.post_closed");
        await Problem.AssertAsync(await author.TryCommentAsync(deleted), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await (await api.SignedInAsync()).TryCommentAsync(draft), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(
            await (await api.SignedInAsync(UserRole.Admin)).TryCommentAsync(archived), HttpStatusCode.Conflict, "comment.post_closed");
        (await api.Anonymous().TryCommentAsync(draft)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public async Task Says_something(string? body)
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();

        var response = await author.PostAsJsonAsync($"/api/v1/posts/{post.Id}/comments", new { body });

        (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed")).Errors("body").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Counts_characters_as_the_database_does()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 10_000));

        (await author.CommentAsync(post.Id, longest)).Body.GetProperty("body").GetString().ShouldBe(longest);
        await Problem.AssertAsync(await author.TryCommentAsync(post.Id, longest + "x"), HttpStatusCode.BadRequest, "validation.failed");
    }

    [Fact]
    public async Task Many_at_once_are_all_counted()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var root = (await author.CommentAsync(post.Id)).Id;

        var ids = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(async i => (await author.CommentAsync(post.Id, $"{i}", i % 2 == 0 ? root : null)).Id));
        await Task.WhenAll(ids.Index().Where(i => i.Index % 3 == 0).Select(i => author.DeleteCommentAsync(i.Item)));

        (await author.CountedAsync(post.Id)).Count.ShouldBe(1 + 16);
        (await author.PageAsync($"/api/v1/comments/{root}")).GetProperty("replyCount").GetInt32().ShouldBe(8);
    }

    [Fact]
    public async Task A_right_that_the_runtime_lost_is_a_fault_of_the_server_and_no_closed_post()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        await api.Superuser.ExecuteAsync("REVOKE INSERT (body) ON app.comments FROM app_api");
        try
        {
            await Problem.AssertAsync(await author.TryCommentAsync(post), HttpStatusCode.InternalServerError, "server.error");
        }
        finally
        {
            await api.Superuser.ExecuteAsync("GRANT INSERT (body) ON app.comments TO app_api");
        }

        api.Logs.Lines.ShouldContain(l =>
            l.Level == LogLevel.Error && l.Message.Contains($"{post}/comments", StringComparison.Ordinal)
            && l.Exception is PostgresException && ((PostgresException)l.Exception).SqlState == PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Costs_two_statements()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();

        using var statements = StatementCounter.Start();
        await author.CommentAsync(post.Id);

        statements.Statements.Count(s => s.Contains("app.comments", StringComparison.Ordinal))
            .ShouldBe(2, string.Join("\n---\n", statements.Statements));
    }
}
