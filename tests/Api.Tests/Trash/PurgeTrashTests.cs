using System.Net;
using Agora.Api.Tests.Comments;
using Agora.Api.Tests.Moderation;
using Agora.Api.Tests.PersonalData;
using Agora.Api.Tests.Posts;
using Agora.Application.Trash;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Trash;

public sealed class PurgeTrashTests(PurgeTrashTests.FourDays api) : IClassFixture<PurgeTrashTests.FourDays>
{
    public sealed class FourDays : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Trash:Days=4"];
    }

    private readonly string word = $"word{Guid.NewGuid():N}";

    [Fact]
    public async Task What_was_deleted_can_be_restored_for_its_time_and_then_is_gone_with_every_version()
    {
        var (author, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var post = await author.PublishedAsync($"A {word}", word);
        await author.PatchPostAsync(post.Id, post.ETag, new { body = $"{word} {word}", metadata = new { about = word } });
        var below = await author.CommentAsync(post.Id, $"Below {word}");
        await author.PatchCommentAsync(below.Id, below.ETag, new { body = $"Below it {word}" });
        var spoken = await author.CommentAsync((await bob.PublishedAsync()).Id, $"I say {word}");
        await author.DeleteAsync($"/api/v1/posts/{post.Id}");
        await author.DeleteCommentAsync(spoken.Id);

        foreach (var trash in new[] { "/api/v1/posts/trash", "/api/v1/comments/trash" })
        {
            var item = (await author.PageAsync(trash)).Items().ShouldHaveSingleItem();
            item.GetProperty("purgeAt").GetDateTimeOffset().ShouldBe(item.GetProperty("deletedAt").GetDateTimeOffset().AddDays(4));
        }

        await PassAsync("3 days 23 hours");
        await PurgeAsync();
        (await author.PageAsync("/api/v1/posts/trash")).Items().ShouldHaveSingleItem();

        await PassAsync("2 hours");
        await PurgeAsync();
        (await new Traces(api.Superuser).OfAsync(word)).ShouldBeEmpty();
        await Problem.AssertAsync(
            await author.PostAsync($"/api/v1/posts/{post.Id}/restore", null), HttpStatusCode.NotFound, "post.not_found");
        await Problem.AssertAsync(
            await author.PostAsync($"/api/v1/comments/{spoken.Id}/restore", null), HttpStatusCode.NotFound, "comment.not_found");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.comments WHERE author_id = $1", author.UserId)).ShouldBe(0);
        (await api.Superuser.ScalarAsync<string[]>("SELECT array_agg(DISTINCT operation) FROM app.audit WHERE row_id = $1", post.Id))
            .ShouldBe(["delete"]);
    }

    [Fact]
    public async Task The_trash_names_the_version_that_a_restore_may_ask_for()
    {
        var author = await api.SignedInAsync();
        var post = await author.PublishedAsync();
        var comment = await author.CommentAsync((await author.PublishedAsync()).Id);
        await author.DeleteAsync($"/api/v1/posts/{post.Id}");
        await author.DeleteCommentAsync(comment.Id);

        foreach (var (kind, id) in new[] { ("posts", post.Id), ("comments", comment.Id) })
        {
            var version = (await author.PageAsync($"/api/v1/{kind}/trash"))
                .Items()
                .ShouldHaveSingleItem()
                .GetProperty("version")
                .GetInt32();
            (await RestoreAsync(version - 1)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
            (await RestoreAsync(version)).StatusCode.ShouldBe(HttpStatusCode.OK);

            async Task<HttpResponseMessage> RestoreAsync(int named)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{kind}/{id}/restore");
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{named}\"");
                return await author.SendAsync(request);
            }
        }
    }

    [Fact]
    public async Task What_others_have_answered_keeps_its_place_and_nothing_else()
    {
        var (author, bob) = (await api.SignedInAsync(), await api.SignedInAsync());
        var live = (await bob.PublishedAsync()).Id;
        var answered = await author.CommentAsync(live, $"I say {word}");
        await bob.CommentAsync(live, "And I answer", answered.Id);
        var discussed = (await author.PublishedAsync(word, $"All about {word}")).Id;
        var opinion = await bob.CommentAsync(discussed, "My opinion");
        await author.DeleteAsync($"/api/v1/posts/{discussed}");
        await author.DeleteCommentAsync(answered.Id);

        await PassAsync("5 days");
        await PurgeAsync();

        (await new Traces(api.Superuser).OfAsync(word)).ShouldBeEmpty();
        (await bob.ThreadAsync(live)).ShouldBe(["(deleted)", "-And I answer"]);
        (await api.Superuser.ScalarAsync<string>("SELECT body FROM app.comments WHERE id = $1", opinion.Id)).ShouldBe("My opinion");
        foreach (var address in new[] { $"posts/{discussed}", $"posts/{discussed}/versions", $"comments/{answered.Id}",
            $"comments/{answered.Id}/versions" })
        {
            foreach (var reader in new[] { author, await api.SignedInAsync(UserRole.Moderator) })
            {
                (await reader.GetAsync($"/api/v1/{address}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
            }
        }

        foreach (var kind in new[] { "posts", "comments" })
        {
            (await author.PageAsync($"/api/v1/{kind}/trash")).Items().ShouldBeEmpty();
        }

        (await author.PostAsync($"/api/v1/posts/{discussed}/restore", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await author.PostAsync($"/api/v1/comments/{answered.Id}/restore", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_appeal_is_waited_for_and_a_strike_stays()
    {
        var (author, moderator, other) =
            (await api.SignedInAsync(), await api.SignedInAsync(UserRole.Moderator), await api.SignedInAsync(UserRole.Moderator));
        var post = (await author.PublishedAsync("Title", $"Sold by {word}")).Id;
        await (await api.SignedInAsync()).FlagPostAsync(post);
        var caseId = (await api.Superuser.ScalarAsync<Guid>("SELECT id FROM app.moderation_cases WHERE post_id = $1", post));
        (await moderator.DecideAsync(caseId, "reject")).EnsureSuccessStatusCode();
        (await author.AppealAsync(caseId)).EnsureSuccessStatusCode();
        await author.DeleteAsync($"/api/v1/posts/{post}");

        await PassAsync("5 days");
        await PurgeAsync();
        (await new Traces(api.Superuser).OfAsync(word)).ShouldContain("app.posts.body", "the moderator who decides the appeal must see it");

        (await other.DecideAsync(caseId, "reject")).EnsureSuccessStatusCode();
        await PurgeAsync();
        (await new Traces(api.Superuser).OfAsync(word)).ShouldBeEmpty();
        (await author.PageAsync($"/api/v1/users/{author.UserId}/strikes")).Items().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Concurrent_purges_skip_locked_rows()
    {
        var author = await api.SignedInAsync();
        var held = (await author.DraftAsync()).Id;
        await author.DeleteAsync($"/api/v1/posts/{held}");
        await api.Superuser.ExecuteAsync(
            """
            INSERT INTO app.posts (author_id, title, body, created_at, deleted_at, deleted_by)
            SELECT $1, 'Gone', 'Gone', now(), now() - n * interval '1 second', 'author' FROM generate_series(1, 450) AS n
            """,
            author.UserId);
        await PassAsync("5 days");

        await using (var connection = await api.Superuser.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = connection.CreateCommand();
            hold.CommandText = $"SELECT FROM app.posts WHERE id = '{held}' FOR UPDATE";
            await hold.ExecuteNonQueryAsync();
            (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PurgeAsync()))).Sum().ShouldBe(450);
        }

        (await PurgeAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("posts")]
    [InlineData("comments")]
    public async Task A_restore_that_comes_too_late_by_a_hair_brings_nothing_back(string kind)
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync()).Id;
        var id = kind == "posts" ? post : (await author.CommentAsync(post)).Id;
        await author.DeleteAsync($"/api/v1/{kind}/{id}");

        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var purging = await connection.BeginTransactionAsync();
        await using var empty = connection.CreateCommand();
        empty.CommandText = $"UPDATE app.{kind} SET body = '(erased)', deleted_by = 'retention' WHERE id = '{id}'";
        await empty.ExecuteNonQueryAsync();
        var restoring = author.PostAsync($"/api/v1/{kind}/{id}/restore", null);
        await api.Superuser.WaitersAsync(1, restoring);
        await purging.CommitAsync();

        await Problem.AssertAsync(await restoring, HttpStatusCode.Conflict, $"{kind[..^1]}.moved_meanwhile");
        (await api.Superuser.ScalarAsync<string>($"SELECT deleted_by FROM app.{kind} WHERE id = $1", id)).ShouldBe("retention");
    }

    [Fact]
    public void Days_must_be_some()
    {
        var settings = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Trash:Days"] = "0" };

        Should.Throw<InvalidConfigurationException>(
            () => Infrastructure.Trash.TrashRegistration.AddTrash(new ServiceCollection(), settings))
            .Message.ShouldBe("The setting Trash:Days must be 1 to 3650.");
    }

    private async Task PassAsync(string time)
    {
        foreach (var table in new[] { "app.posts", "app.comments" })
        {
            await api.Superuser.ExecuteAsync(
                $"UPDATE {table} SET deleted_at = deleted_at - interval '{time}' WHERE deleted_at IS NOT NULL");
        }
    }

    /// <summary>As the worker does it, until nothing is left.</summary>
    private async Task<int> PurgeAsync()
    {
        for (var purged = 0; ;)
        {
            await using var scope = api.Services.CreateAsyncScope();
            var round = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new PurgeTrash());
            if (round.Value == 0)
            {
                return purged;
            }

            purged += round.Value;
        }
    }
}
