using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Domain.Bookmarks;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Bookmarks;

public sealed class BookmarkTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Mine = "/api/v1/users/me/bookmarks";

    [Fact]
    public async Task Bookmarking_twice_is_bookmarking_once_and_so_is_removing_it()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync("Worth keeping")).Id;

        await ShouldBookmarkAsync(reader, post);
        await ShouldBookmarkAsync(reader, post);
        (await reader.PageAsync(Mine)).Items().ShouldHaveSingleItem().GetProperty("post").GetProperty("title").GetString()
            .ShouldBe("Worth keeping");
        (await author.PageAsync(Mine)).Items().ShouldBeEmpty();

        (await reader.DeleteAsync(Of(post))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await reader.DeleteAsync(Of(post))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await reader.PageAsync(Mine)).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_posts_that_the_caller_may_read_are_bookmarked()
    {
        var (author, reader, moderator) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var (draft, trashed) = ((await author.DraftAsync()).Id, (await author.PublishedAsync()).Id);
        await author.DeleteAsync($"/api/v1/posts/{trashed}");

        await Problem.AssertAsync(await reader.PutAsync(Of(draft), null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await moderator.PutAsync(Of(trashed), null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await reader.PutAsync(Of(Guid.NewGuid()), null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await api.Anonymous().PutAsync(Of(draft), null), HttpStatusCode.Unauthorized, "auth.required");
        await ShouldBookmarkAsync(author, draft);
    }

    [Fact]
    public async Task A_post_out_of_sight_is_left_out_and_comes_back()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (archived, stays) = ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);
        await ShouldBookmarkAsync(reader, archived);
        await ShouldBookmarkAsync(reader, stays);

        await author.StepAsync(archived, "archive");
        (await IdsAsync(reader, limit: 1)).ShouldBe([stays]);
        await author.StepAsync(archived, "publish");
        (await IdsAsync(reader, limit: 1)).ShouldBe([stays, archived]);

        await author.PutAsync($"/api/v1/users/me/blocks/{reader.UserId}", null);
        (await IdsAsync(reader)).ShouldBeEmpty();
        await author.DeleteAsync($"/api/v1/users/me/blocks/{reader.UserId}");
        (await IdsAsync(reader)).ShouldBe([stays, archived]);
    }

    [Fact]
    public async Task The_list_walks_by_key_latest_first_also_when_many_came_at_one_instant()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var posts = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            posts.Add((await author.PublishedAsync()).Id);
            await ShouldBookmarkAsync(reader, posts[^1]);
        }

        (await IdsAsync(reader)).ShouldBe(Enumerable.Reverse(posts));
        await api.Superuser.ExecuteAsync("UPDATE app.bookmarks SET created_at = '2026-01-01Z' WHERE user_id = $1", reader.UserId);
        (await IdsAsync(reader)).ShouldBe(posts.OrderDescending());
    }

    [Fact]
    public async Task A_full_list_refuses_another_post_and_not_one_that_is_in_it()
    {
        var (author, reader) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (known, another) = ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);
        await ShouldBookmarkAsync(reader, known);
        // Past the triggers and the foreign key, which would take most of the time.
        await api.Superuser.ExecuteAsync($"""
            DO $$ BEGIN
                SET LOCAL session_replication_role = replica;
                INSERT INTO app.bookmarks (user_id, post_id)
                SELECT '{reader.UserId}', gen_random_uuid() FROM generate_series(1, {BookmarkRules.Max - 1});
            END $$
            """);

        await ShouldBookmarkAsync(reader, known);
        await Problem.AssertAsync(await reader.PutAsync(Of(another), null), HttpStatusCode.Conflict, "bookmark.full");
        (await reader.DeleteAsync(Of(known))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ShouldBookmarkAsync(reader, another);
    }

    private static string Of(Guid post) => $"/api/v1/posts/{post}/bookmark";

    private static async Task<Guid[]> IdsAsync(HttpClient client, int limit = 2) =>
        [.. (await client.WalkAsync($"{Mine}?limit={limit}")).Select(i => i.GetProperty("post").GetProperty("id").GetGuid())];

    private static async Task ShouldBookmarkAsync(HttpClient client, Guid post)
    {
        using var response = await client.PutAsync(Of(post), null);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }
}
