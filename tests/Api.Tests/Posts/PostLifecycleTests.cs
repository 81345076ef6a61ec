using System.Net;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Posts;

public sealed class PostLifecycleTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Publishing_shows_a_post_to_everyone_and_can_be_repeated()
    {
        var author = await api.SignedInAsync();
        var draft = await author.DraftAsync();

        var published = await author.StepAsync(draft.Id, "publish");
        var again = await author.StepAsync(draft.Id, "publish");

        published.Status.ShouldBe("published");
        published.ETag.ShouldBe("\"2-0-0-0\"");
        again.Body.GetRawText().ShouldBe(published.Body.GetRawText());
        (await api.Anonymous().GetAsync($"/api/v1/posts/{draft.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_archived_post_comes_back_with_its_first_date()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();

        (await author.StepAsync(post.Id, "archive")).Status.ShouldBe("archived");
        var back = await author.StepAsync(post.Id, "publish");

        back.Status.ShouldBe("published");
        back.Body.GetProperty("publishedAt").GetString().ShouldBe(post.Body.GetProperty("publishedAt").GetString());
    }

    [Fact]
    public async Task A_draft_cannot_be_archived()
    {
        var author = await api.SignedInAsync();
        var draft = await author.DraftAsync();

        var response = await author.PostAsync($"/api/v1/posts/{draft.Id}/archive", null);

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "post.never_published");
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("archive")]
    [InlineData("restore")]
    public async Task Users_cannot_change_the_state_of_posts_of_others(string step)
    {
        var post = await (await api.SignedInAsync()).PublishedAsync();
        var stranger = await api.SignedInAsync();

        var response = await stranger.PostAsync($"/api/v1/posts/{post.Id}/{step}", null);
        var anonymous = await api.Anonymous().PostAsync($"/api/v1/posts/{post.Id}/{step}", null);

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "post.author_only");
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_deleted_post_is_gone_until_its_author_restores_it()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();

        var deleted = await author.DeleteAsync($"/api/v1/posts/{post.Id}");
        var again = await author.DeleteAsync($"/api/v1/posts/{post.Id}");
        var read = await author.GetAsync($"/api/v1/posts/{post.Id}");
        var publish = await author.PostAsync($"/api/v1/posts/{post.Id}/publish", null);
        var trash = (await author.PageAsync("/api/v1/posts/trash")).Items().ShouldHaveSingleItem();
        var restored = await author.StepAsync(post.Id, "restore");

        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(again, HttpStatusCode.NotFound, "post.in_trash");
        await Problem.AssertAsync(read, HttpStatusCode.NotFound, "post.in_trash");
        await Problem.AssertAsync(publish, HttpStatusCode.NotFound, "post.in_trash");
        trash.GetProperty("id").GetGuid().ShouldBe(post.Id);
        trash.GetProperty("deletedBy").GetString().ShouldBe("author");
        restored.Status.ShouldBe("published");
        (await author.PageAsync("/api/v1/posts/trash")).Items().ShouldBeEmpty();
        (await author.StepAsync(post.Id, "restore")).Body.GetRawText().ShouldBe(restored.Body.GetRawText());
    }

    [Fact]
    public async Task What_a_moderator_removed_its_author_cannot_restore()
    {
        var author = await api.SignedInAsync();
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        var post = await author.PublishedAsync();

        var removed = await moderator.DeleteAsync($"/api/v1/posts/{post.Id}?reason=Because");
        var refused = await author.PostAsync($"/api/v1/posts/{post.Id}/restore", null);
        var trash = (await author.PageAsync("/api/v1/posts/trash")).Items().ShouldHaveSingleItem();
        var restored = await moderator.StepAsync(post.Id, "restore?reason=Because");

        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(refused, HttpStatusCode.Forbidden, "post.removed_by_staff");
        trash.GetProperty("deletedBy").GetString().ShouldBe("staff");
        restored.Status.ShouldBe("published");
    }

    [Theory]
    [InlineData(UserRole.Moderator)]
    [InlineData(UserRole.Admin)]
    public async Task Staff_do_to_the_posts_of_others_what_moderation_needs_and_say_why(UserRole role)
    {
        var author = await api.SignedInAsync();
        var staff = await api.SignedInAsync(role);
        var (post, draft) = (await author.PublishedAsync(), await author.DraftAsync());
        var path = $"/api/v1/posts/{post.Id}";

        await Problem.AssertAsync(
            await staff.DeleteAsync($"/api/v1/posts/{draft.Id}?reason=Because"), HttpStatusCode.Forbidden, "post.author_only");
        foreach (var reason in new[] { "", "?reason=", "?reason=%20", $"?reason={new string('x', 2001)}" })
        {
            await Problem.AssertAsync(await staff.DeleteAsync(path + reason), HttpStatusCode.BadRequest, "moderation.reason_required");
        }

        (await staff.DeleteAsync($"{path}?reason=Because")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Problem.AssertAsync(await staff.PostAsync($"{path}/restore", null), HttpStatusCode.BadRequest, "moderation.reason_required");
        (await staff.PostAsync($"{path}/restore?reason=A%20mistake", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await author.DeleteAsync(path);
        await Problem.AssertAsync(
            await staff.PostAsync($"{path}/restore?reason=Because", null), HttpStatusCode.Forbidden, "post.removed_by_author");

        (string Action, string? Reason)[] entries = [("restored", "A mistake"), ("removed", "Because")];
        (await LogOfAsync(staff, post.Id)).ShouldBe(entries);
        (await LogOfAsync(author, post.Id)).ShouldBe(entries);
        (await LogOfAsync(api.Anonymous(), post.Id)).ShouldBe([("restored", null), ("removed", null)]);
        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.moderation_reasons WHERE owner_id = $1 AND done_by_id = $2", author.UserId, staff.UserId))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Staff_delete_what_they_wrote_themselves_like_anyone()
    {
        var moderator = await api.SignedInAsync(UserRole.Moderator);
        var post = await moderator.DraftAsync();

        (await moderator.DeleteAsync($"/api/v1/posts/{post.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await LogOfAsync(moderator, post.Id)).ShouldBeEmpty();
    }

    private static async Task<IEnumerable<(string Action, string? Reason)>> LogOfAsync(HttpClient reader, Guid id) =>
        (await reader.PageAsync("/api/v1/moderation/log")).Items()
            .Where(e => e.GetProperty("subjectId").GetString() == id.ToString())
            .Select(e => (e.GetProperty("action").GetString()!, e.GetProperty("reason").GetString()));

    [Fact]
    public async Task Users_cannot_delete_the_posts_of_others()
    {
        var post = await (await api.SignedInAsync()).PublishedAsync();

        var response = await (await api.SignedInAsync()).DeleteAsync($"/api/v1/posts/{post.Id}");

        await Problem.AssertAsync(response, HttpStatusCode.Forbidden, "post.author_only");
        (await api.Anonymous().GetAsync($"/api/v1/posts/{post.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_trash_holds_the_posts_of_the_caller_last_deleted_first_and_in_pages()
    {
        var author = await api.SignedInAsync();
        var other = await api.SignedInAsync();
        await other.DeleteAsync($"/api/v1/posts/{(await other.DraftAsync()).Id}");
        var deleted = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var post = (await author.DraftAsync($"Draft {i}")).Id;
            await author.DeleteAsync($"/api/v1/posts/{post}");
            deleted.Insert(0, post);
        }

        (await author.WalkAsync("/api/v1/posts/trash?limit=2")).Ids().ShouldBe(deleted);
        (await api.Anonymous().GetAsync("/api/v1/posts/trash")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
