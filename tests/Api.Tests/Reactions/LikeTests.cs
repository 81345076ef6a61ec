using System.Net;
using System.Text.Json;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Posts;
using Agora.Domain.Users;
using Agora.Testing;

namespace Agora.Api.Tests.Reactions;

public sealed class LikeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Liking_a_post_twice_is_liking_it_once_and_so_is_taking_it_back()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;

        await ShouldLikeAsync(fan, OfPost(post));
        await ShouldLikeAsync(fan, OfPost(post));
        (await LikesOfPostAsync(api.Anonymous(), post)).ShouldBe(1);
        (await api.Anonymous().PageAsync($"/api/v1/posts/{post}/likes")).Items().Ids().ShouldBe([fan.UserId]);

        (await fan.DeleteAsync(OfPost(post))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await fan.DeleteAsync(OfPost(post))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await LikesOfPostAsync(api.Anonymous(), post)).ShouldBe(0);
        (await api.Anonymous().PageAsync($"/api/v1/posts/{post}/likes")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Liking_a_comment_twice_is_liking_it_once_and_so_is_taking_it_back()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;

        await ShouldLikeAsync(fan, OfComment(comment));
        await ShouldLikeAsync(fan, OfComment(comment));
        (await LikesAsync(api.Anonymous(), $"/api/v1/comments/{comment}")).ShouldBe(1);
        foreach (var order in new[] { "thread", "oldest", "newest", "roots" })
        {
            (await api.Anonymous().PageAsync($"/api/v1/posts/{post}/comments?order={order}")).Items()
                .ShouldHaveSingleItem().GetProperty("likeCount").GetInt32().ShouldBe(1, order);
        }

        (await api.Anonymous().PageAsync($"/api/v1/users/{author.UserId}/comments")).Items()
            .ShouldHaveSingleItem().GetProperty("likeCount").GetInt32().ShouldBe(1);

        (await fan.DeleteAsync(OfComment(comment))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await fan.DeleteAsync(OfComment(comment))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await LikesAsync(api.Anonymous(), $"/api/v1/comments/{comment}")).ShouldBe(0);
    }

    [Fact]
    public async Task Own_content_takes_no_like()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;

        await Problem.AssertAsync(await author.PutAsync(OfPost(post), null), HttpStatusCode.Forbidden, "like.own");
        await Problem.AssertAsync(await author.PutAsync(OfComment(comment), null), HttpStatusCode.Forbidden, "like.own");
    }

    [Fact]
    public async Task What_is_not_public_takes_no_like()
    {
        var (author, moderator) = (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync()).Id;
        var (comment, deleted) = ((await author.CommentAsync(post)).Id, (await author.CommentAsync(post)).Id);
        await author.DeleteCommentAsync(deleted);
        await author.StepAsync(post, "archive");
        var trashed = (await author.PublishedAsync()).Id;
        await author.DeleteAsync($"/api/v1/posts/{trashed}");

        await Problem.AssertAsync(await moderator.PutAsync(OfPost(post), null), HttpStatusCode.Conflict, "like.closed");
        await Problem.AssertAsync(await moderator.PutAsync(OfComment(comment), null), HttpStatusCode.Conflict, "like.closed");
        await Problem.AssertAsync(await moderator.PutAsync(OfPost(trashed), null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await moderator.PutAsync(OfComment(deleted), null), HttpStatusCode.NotFound, "comment.not_found");
        var reader = await api.SignedInAsync();
        await Problem.AssertAsync(await reader.PutAsync(OfPost(post), null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await reader.PutAsync(OfComment(comment), null), HttpStatusCode.NotFound, "comment.not_found");
        await Problem.AssertAsync(await reader.GetAsync($"/api/v1/posts/{post}/likes"), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await api.Anonymous().PutAsync(OfPost(post), null), HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task A_block_refuses_likes_in_both_directions_hides_who_liked_and_keeps_what_was_given()
    {
        var (ann, ben) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (anns, more) = ((await ann.PublishedAsync()).Id, (await ann.PublishedAsync()).Id);
        var (bens, comment) = ((await ben.PublishedAsync()).Id, (await ann.CommentAsync(anns)).Id);
        await ShouldLikeAsync(ben, OfPost(anns));

        await ShouldLikeAsync(ann, $"/api/v1/users/me/blocks/{ben.UserId}");

        await Problem.AssertAsync(await ben.PutAsync(OfPost(more), null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(await ben.PutAsync(OfComment(comment), null), HttpStatusCode.NotFound, "comment.not_found");
        await Problem.AssertAsync(await ann.PutAsync(OfPost(bens), null), HttpStatusCode.NotFound, "post.not_found");
        (await ann.PageAsync($"/api/v1/posts/{anns}/likes")).Items().ShouldBeEmpty();
        (await api.Anonymous().PageAsync($"/api/v1/posts/{anns}/likes")).Items().Ids().ShouldBe([ben.UserId]);
        (await LikesOfPostAsync(ann, anns)).ShouldBe(1);

        (await ben.DeleteAsync(OfPost(anns))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await LikesOfPostAsync(ann, anns)).ShouldBe(0);
    }

    [Fact]
    public async Task A_closed_account_still_counts_and_is_listed_no_more()
    {
        var (author, leaver) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        await ShouldLikeAsync(leaver, OfPost(post));

        (await leaver.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await LikesOfPostAsync(author, post)).ShouldBe(1);
        (await author.PageAsync($"/api/v1/posts/{post}/likes")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Likes_outlive_the_trash()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;
        var comment = (await author.CommentAsync(post)).Id;
        await ShouldLikeAsync(fan, OfPost(post));
        await ShouldLikeAsync(fan, OfComment(comment));

        await author.DeleteCommentAsync(comment);
        (await author.PostAsync($"/api/v1/comments/{comment}/restore", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await author.DeleteAsync($"/api/v1/posts/{post}");
        await author.StepAsync(post, "restore");

        (await LikesOfPostAsync(author, post)).ShouldBe(1);
        (await LikesAsync(author, $"/api/v1/comments/{comment}")).ShouldBe(1);
        (await author.PageAsync($"/api/v1/posts/{post}/likes")).Items().Ids().ShouldBe([fan.UserId]);
    }

    [Fact]
    public async Task A_like_is_another_representation_and_the_same_version()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = await author.PublishedAsync();
        var comment = await author.CommentAsync(post.Id);
        post = await SentPost.ReadAsync(await author.GetAsync($"/api/v1/posts/{post.Id}"), HttpStatusCode.OK);

        await ShouldLikeAsync(fan, OfPost(post.Id));
        await ShouldLikeAsync(fan, OfComment(comment.Id));

        (await author.GetIfChangedAsync(post.Id, post.ETag)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.PatchPostAsync(post.Id, post.ETag, new { title = "New" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await author.PatchCommentAsync(comment.Id, comment.ETag, new { body = "New" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_page_of_posts_and_comments_is_asked_for_at_once()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var (liked, kept, other) =
            ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);
        var (comment, quiet) = ((await author.CommentAsync(other)).Id, (await author.CommentAsync(other)).Id);
        await ShouldLikeAsync(fan, OfPost(liked));
        await ShouldLikeAsync(fan, $"/api/v1/posts/{kept}/bookmark");
        await ShouldLikeAsync(fan, OfComment(comment));
        var address = $"/api/v1/users/me/reactions?postIds={liked},{kept},{other},{Guid.NewGuid()}&commentIds={comment},{quiet}";

        var mine = await fan.PageAsync(address);
        var nothing = await author.PageAsync(address);

        (Of(mine, "likedPosts"), Of(mine, "bookmarkedPosts"), Of(mine, "likedComments")).ShouldBe(($"{liked}", $"{kept}", $"{comment}"));
        (Of(nothing, "likedPosts"), Of(nothing, "bookmarkedPosts"), Of(nothing, "likedComments")).ShouldBe(("", "", ""));
        Of(await fan.PageAsync("/api/v1/users/me/reactions"), "likedPosts").ShouldBe("");
        var many = string.Join(',', Enumerable.Range(0, 101).Select(_ => Guid.NewGuid()));
        await Problem.AssertAsync(
            await fan.GetAsync($"/api/v1/users/me/reactions?postIds={many}"), HttpStatusCode.BadRequest, "validation.failed");

        static string Of(JsonElement answer, string member) =>
            string.Join(' ', answer.GetProperty(member).EnumerateArray().Select(i => i.GetGuid()));
    }

    [Fact]
    public async Task Likes_rank_posts_above_views()
    {
        var (author, fan) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = (await author.PublishedAsync()).Id;

        await ShouldLikeAsync(fan, OfPost(post));

        var ranked = (await api.Anonymous().PageAsync("/api/v1/posts/trending?limit=100")).Items()
            .Single(i => i.GetProperty("post").GetProperty("id").GetGuid() == post);
        ranked.GetProperty("likes").GetInt64().ShouldBe(1);
        ranked.GetProperty("score").GetDecimal().ShouldBe(0.5m);
    }

    [Fact]
    public async Task Likers_walk_by_key_latest_first_also_when_many_came_at_one_instant()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var fans = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var fan = await api.SignedInAsync();
            await ShouldLikeAsync(fan, OfPost(post));
            fans.Add(fan.UserId);
        }

        await api.Superuser.ExecuteAsync("UPDATE app.post_likes SET created_at = '2026-01-01Z' WHERE post_id = $1", post);

        (await api.Anonymous().WalkAsync($"/api/v1/posts/{post}/likes?limit=2")).Ids().ShouldBe(fans.OrderDescending());
    }

    private static string OfPost(Guid post) => $"/api/v1/posts/{post}/like";

    private static string OfComment(Guid comment) => $"/api/v1/comments/{comment}/like";

    private static Task<int> LikesOfPostAsync(HttpClient client, Guid post) => LikesAsync(client, $"/api/v1/posts/{post}");

    private static async Task<int> LikesAsync(HttpClient client, string address) =>
        (await client.PageAsync(address)).GetProperty("likeCount").GetInt32();

    private static async Task ShouldLikeAsync(HttpClient client, string address)
    {
        using var response = await client.PutAsync(address, null);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }
}
