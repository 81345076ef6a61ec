using System.Net;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class UpdatePostTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("""{"title":"New"}""", "title", "\"New\"")]
    [InlineData("""{"body":"New"}""", "body", "\"New\"")]
    [InlineData("""{"language":"german"}""", "language", "\"german\"")]
    [InlineData("""{"tags":["New Tag"]}""", "tags", "[\"new-tag\"]")]
    [InlineData("""{"tags":[]}""", "tags", "[]")]
    [InlineData("""{"metadata":{"c":3}}""", "metadata", """{"a":{"x":1,"y":2},"b":2,"c":3}""")]
    [InlineData("""{"metadata":{"b":null}}""", "metadata", """{"a":{"x":1,"y":2}}""")]
    [InlineData("""{"metadata":{"a":{"x":null,"z":[1,null]}}}""", "metadata", """{"a":{"y":2,"z":[1,null]},"b":2}""")]
    [InlineData("""{"metadata":{"a":5}}""", "metadata", """{"a":5,"b":2}""")]
    [InlineData("""{"metadata":null}""", "metadata", "{}")]
    public async Task Changes_the_member_that_was_sent_and_no_other(string patch, string changed, string value)
    {
        var author = await api.SignedInAsync();
        var before = await author.DraftAsync("Title", "Body", ["tag"], new { a = new { x = 1, y = 2 }, b = 2 });

        var after = await SentPost.ReadAsync(await author.PatchPostAsync(before.Id, before.ETag, patch), HttpStatusCode.OK);

        after.Body.GetProperty(changed).GetRawText().ShouldBe(value);
        foreach (var member in before.Body.EnumerateObject().Where(m => m.Name is not ("version" or "updatedAt") && m.Name != changed))
        {
            after.Body.GetProperty(member.Name).GetRawText().ShouldBe(member.Value.GetRawText(), member.Name);
        }

        after.Body.GetProperty("version").GetInt32().ShouldBe(2);
        after.ETag.ShouldBe("\"2-0-0-0\"");
    }

    [Fact]
    public async Task A_change_to_the_same_leaves_the_version_alone()
    {
        var author = await api.SignedInAsync();
        var before = await author.DraftAsync("Title");

        var after = await SentPost.ReadAsync(
            await author.PatchPostAsync(before.Id, before.ETag, new { title = "Title" }), HttpStatusCode.OK);

        after.ETag.ShouldBe(before.ETag);
        after.Body.GetProperty("updatedAt").GetString().ShouldBe(before.Body.GetProperty("updatedAt").GetString());
    }

    [Theory]
    [InlineData("""{"title":null}""", "title")]
    [InlineData("""{"title":""}""", "title")]
    [InlineData("""{"body":null}""", "body")]
    [InlineData("""{"language":"nope"}""", "language")]
    [InlineData("""{"tags":null}""", "tags")]
    [InlineData("""{"tags":["?"]}""", "tags")]
    [InlineData("""{"metadata":"text"}""", "metadata")]
    public async Task Names_the_member_that_breaks_a_rule(string patch, string field)
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync();

        var response = await author.PatchPostAsync(post.Id, post.ETag, patch);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "validation.failed");
        problem.Errors(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Must_say_which_version_it_edits()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync();

        var without = await author.PatchPostAsync(post.Id, null, new { title = "x" });
        await author.PatchPostAsync(post.Id, post.ETag, new { title = "First" });
        var late = await author.PatchPostAsync(post.Id, post.ETag, new { title = "Second" });

        await Problem.AssertAsync(without, HttpStatusCode.PreconditionRequired, "request.if_match_required");
        await Problem.AssertAsync(late, HttpStatusCode.PreconditionFailed, "post.changed_meanwhile");
    }

    [Fact]
    public async Task Of_many_at_once_one_wins()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync();

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => author.PatchPostAsync(post.Id, post.ETag, new { title = $"Editor {i}" })));

        responses.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        responses.Count(r => r.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
    }

    [Fact]
    public async Task The_post_of_another_person_is_read_and_not_changed()
    {
        var post = await (await api.SignedInAsync()).PublishedAsync();

        var other = await (await api.SignedInAsync()).PatchPostAsync(post.Id, post.ETag, new { title = "Mine" });
        var moderator = await (await api.SignedInAsync(UserRole.Moderator)).PatchPostAsync(post.Id, post.ETag, new { title = "Mine" });

        await Problem.AssertAsync(other, HttpStatusCode.Forbidden, "post.author_only");
        await Problem.AssertAsync(moderator, HttpStatusCode.Forbidden, "post.author_only");
    }

    [Fact]
    public async Task What_is_in_the_trash_is_not_edited()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync();
        await author.DeleteAsync($"/api/v1/posts/{post.Id}");

        var response = await author.PatchPostAsync(post.Id, "\"2-0-0-0\"", new { title = "x" });

        await Problem.AssertAsync(response, HttpStatusCode.NotFound, "post.in_trash");
    }

    [Fact]
    public async Task Costs_two_statements()
    {
        var author = await api.SignedInAsync();
        var post = await author.DraftAsync();

        using var statements = StatementCounter.Start();
        await author.PatchPostAsync(post.Id, post.ETag, new { title = "Another" });

        statements.Statements.Count(s => s.Contains("app.posts", StringComparison.Ordinal))
            .ShouldBe(2, string.Join("\n---\n", statements.Statements));
    }
}
