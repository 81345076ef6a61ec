using System.Net;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Follows;

public sealed class FollowTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Following_twice_is_following_once_and_so_is_ending_it()
    {
        var (fan, star) = (await api.SignedInAsync(), await api.SignedInAsync());

        await ShouldPutAsync(fan, Following(star));
        await ShouldPutAsync(fan, Following(star));
        var followers = await api.Anonymous().PageAsync($"/api/v1/users/{star.UserId}/followers");
        followers.GetProperty("total").GetInt32().ShouldBe(1);
        followers.Items().ShouldHaveSingleItem().GetProperty("username").GetString().ShouldBe(fan.Username);
        (await api.Anonymous().PageAsync($"/api/v1/users/{fan.UserId}/following")).GetProperty("total").GetInt32().ShouldBe(1);

        (await fan.DeleteAsync(Following(star))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await fan.DeleteAsync(Following(star))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        followers = await api.Anonymous().PageAsync($"/api/v1/users/{star.UserId}/followers");
        followers.GetProperty("total").GetInt32().ShouldBe(0);
        followers.Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_follow_that_meets_the_end_of_the_same_follow_is_no_missing_account()
    {
        var (fan, star) = (await api.SignedInAsync(), await api.SignedInAsync());
        var put = Enumerable.Range(0, 40).Select(_ => fan.PutAsync(Following(star), null));
        var deleted = Enumerable.Range(0, 40).Select(_ => fan.DeleteAsync(Following(star)));

        var answers = await Task.WhenAll(put.Zip(deleted, (p, d) => new[] { p, d }).SelectMany(pair => pair));

        answers.Select(a => a.StatusCode).Distinct().ShouldBe([HttpStatusCode.NoContent]);
    }

    [Fact]
    public async Task Users_cannot_follow_or_block_themselves()
    {
        var person = await api.SignedInAsync();

        await Problem.AssertAsync(await person.PutAsync(Following(person), null), HttpStatusCode.BadRequest, "follow.self");
        await Problem.AssertAsync(await person.PutAsync(Blocks(person), null), HttpStatusCode.BadRequest, "block.self");
    }

    [Fact]
    public async Task Who_is_not_there_cannot_be_followed_blocked_or_asked_for()
    {
        var person = await api.SignedInAsync();
        var unknown = Guid.CreateVersion7();

        await Problem.AssertAsync(
            await person.PutAsync($"/api/v1/users/me/following/{unknown}", null), HttpStatusCode.NotFound, "user.not_found");
        await Problem.AssertAsync(
            await person.PutAsync($"/api/v1/users/me/blocks/{unknown}", null), HttpStatusCode.NotFound, "user.not_found");
        await Problem.AssertAsync(await person.GetAsync($"/api/v1/users/{unknown}/followers"), HttpStatusCode.NotFound, "user.not_found");
        await Problem.AssertAsync(await api.Anonymous().PutAsync(Following(person), null), HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Lists_walk_by_key_latest_first_also_when_many_came_at_one_instant()
    {
        var star = await api.SignedInAsync();
        var fans = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            var fan = await api.SignedInAsync();
            await ShouldPutAsync(fan, Following(star));
            fans.Add(fan.UserId);
        }

        await api.Superuser.ExecuteAsync("UPDATE app.follows SET created_at = '2026-01-01Z' WHERE followee_id = $1", star.UserId);

        (await api.Anonymous().WalkAsync($"/api/v1/users/{star.UserId}/followers?limit=3")).Ids().ShouldBe(fans.OrderDescending());
        (await api.Anonymous().PageAsync($"/api/v1/users/{star.UserId}/followers?limit=3")).GetProperty("total").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task A_block_ends_follows_and_hides_posts_in_both_directions()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (anns, bens) = ((await ann.PublishedAsync(tags: ["blocking"])).Id, (await ben.PublishedAsync(tags: ["blocking"])).Id);
        await ShouldPutAsync(ann, Following(ben));
        await ShouldPutAsync(ben, Following(ann));

        await ShouldPutAsync(ann, Blocks(ben));
        await ShouldPutAsync(ann, Blocks(ben));

        (await TotalAsync(ann, "followers")).ShouldBe(0);
        (await TotalAsync(ben, "followers")).ShouldBe(0);
        (await ann.PageAsync("/api/v1/tags/blocking/posts")).Items().Ids().ShouldBe([anns]);
        (await ben.PageAsync("/api/v1/tags/blocking/posts")).Items().Ids().ShouldBe([bens]);
        await Problem.AssertAsync(await ben.GetAsync($"/api/v1/posts/{anns}"), HttpStatusCode.NotFound, "post.not_found");
        (await api.Anonymous().PageAsync("/api/v1/tags/blocking/posts")).Items().Length.ShouldBe(2);
        await Problem.AssertAsync(await ann.PutAsync(Following(ben), null), HttpStatusCode.Conflict, "follow.blocked");
        await Problem.AssertAsync(await ben.PutAsync(Following(ann), null), HttpStatusCode.NotFound, "user.not_found");
        (await ann.PageAsync("/api/v1/users/me/blocks")).Items().Ids().ShouldBe([ben.UserId]);
        (await ben.PageAsync("/api/v1/users/me/blocks")).Items().ShouldBeEmpty();

        (await ann.DeleteAsync(Blocks(ben))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ben.PageAsync("/api/v1/tags/blocking/posts")).Items().Length.ShouldBe(2);
        (await TotalAsync(ann, "followers")).ShouldBe(0);
        await ShouldPutAsync(ben, Following(ann));
    }

    [Fact]
    public async Task Staff_see_content_of_users_who_blocked_them()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;

        await ShouldPutAsync(author, Blocks(moderator));

        (await moderator.GetAsync($"/api/v1/posts/{post}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_closed_account_has_no_follows_and_no_followers()
    {
        var (leaver, friend) = (await api.SignedInAsync(), await api.SignedInAsync());
        await ShouldPutAsync(leaver, Following(friend));
        await ShouldPutAsync(friend, Following(leaver));

        (await leaver.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await TotalAsync(friend, "followers")).ShouldBe(0);
        (await TotalAsync(friend, "following")).ShouldBe(0);
        await Problem.AssertAsync(await friend.PutAsync(Following(leaver), null), HttpStatusCode.NotFound, "user.not_found");
    }

    private static string Following(TestClient whom) => $"/api/v1/users/me/following/{whom.UserId}";

    [Fact]
    public async Task A_block_outlives_the_account_and_can_be_taken_back()
    {
        var (ann, first, closed, last) =
            (await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync());
        foreach (var person in new[] { first, closed, last })
        {
            await ann.PutAsync(Blocks(person), null);
        }

        await api.Superuser.ExecuteAsync("UPDATE app.users SET deleted_at = now() WHERE id = $1", closed.UserId);

        var blocked = await ann.WalkAsync("/api/v1/users/me/blocks?limit=1");
        blocked.Ids().ShouldBe([last.UserId, closed.UserId, first.UserId]);
        blocked[1].GetProperty("username").GetString().ShouldBeNull();
        await ann.DeleteAsync(Blocks(closed));
        (await ann.WalkAsync("/api/v1/users/me/blocks?limit=1")).Ids().ShouldBe([last.UserId, first.UserId]);
    }

    private static string Blocks(TestClient whom) => $"/api/v1/users/me/blocks/{whom.UserId}";

    private static async Task ShouldPutAsync(HttpClient client, string address)
    {
        var response = await client.PutAsync(address, null);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    private async Task<int> TotalAsync(TestClient whose, string side) =>
        (await api.Anonymous().PageAsync($"/api/v1/users/{whose.UserId}/{side}")).GetProperty("total").GetInt32();
}
