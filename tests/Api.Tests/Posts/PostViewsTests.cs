using System.Net;
using Agora.Application.Posts;
using Agora.Domain.Users;
using Agora.Infrastructure.Posts;
using Agora.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agora.Api.Tests.Posts;

public sealed class PostViewsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_reader_counts_once_a_day_however_often_they_look()
    {
        var author = await api.SignedInAsync();
        var readers = new[] { await api.SignedInAsync(), await api.SignedInAsync(), await api.SignedInAsync() };
        var (first, second) = ((await author.PublishedAsync()).Id, (await author.PublishedAsync()).Id);

        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(
                i => (i % 4 == 3 ? api.Anonymous() : readers[i % 4]).GetAsync($"/api/v1/posts/{(i % 2 == 0 ? first : second)}")));
            await FlushAsync();
        }

        // Even numbers are the first and the third reader; odd ones the second and the anonymous one.
        (await ViewsAsync(first)).ShouldBe(2);
        (await ViewsAsync(second)).ShouldBe(2);
        (await author.PageAsync($"/api/v1/posts/{second}")).GetProperty("viewCount").GetInt64().ShouldBe(2);
        (await api.Superuser.ScalarAsync<long>("SELECT sum(views)::bigint FROM app.post_days WHERE post_id = $1", first)).ShouldBe(2);

        await api.Superuser.ExecuteAsync("UPDATE app.post_reads SET counted_at = counted_at - interval '25 hours'");
        await api.Superuser.ExecuteAsync("UPDATE app.post_visits SET counted_at = counted_at - interval '25 hours'");
        await readers[0].GetAsync($"/api/v1/posts/{first}");
        await api.Anonymous().GetAsync($"/api/v1/posts/{second}");
        await FlushAsync();

        (await ViewsAsync(first)).ShouldBe(3);
        (await ViewsAsync(second)).ShouldBe(3);
    }

    [Fact]
    public async Task The_address_of_an_anonymous_reader_is_not_stored()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;
        await api.Anonymous().GetAsync($"/api/v1/posts/{post}");
        await FlushAsync();

        (await api.Superuser.ScalarAsync<long>(
            "SELECT count(*) FROM app.post_visits AS v WHERE v.post_id = $1 AND v::text NOT LIKE '%127.0.0.1%' AND v::text NOT LIKE "
            + "'%7f000001%'",
            post)).ShouldBe(1);
    }

    [Fact]
    public async Task Views_handed_over_twice_are_counted_once()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;
        var views = Enumerable.Range(0, 5).Select(_ => new SeenPost(post, Guid.NewGuid(), SignedIn: false, TimeProvider.System.GetUtcNow()))
            .ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var scope = api.Services.CreateAsyncScope();
            (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RecordViews(views))).IsSuccess.ShouldBeTrue();
        }));

        (await ViewsAsync(post)).ShouldBe(5);
    }

    [Fact]
    public async Task Counting_that_waits_for_a_post_does_not_hold_its_counters_meanwhile()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;
        await using var connection = await api.Superuser.OpenConnectionAsync();
        await using var purging = await connection.BeginTransactionAsync();
        await ExecuteAsync($"SELECT FROM app.posts WHERE id = '{post}' FOR UPDATE");

        await using var scope = api.Services.CreateAsyncScope();
        var counting = scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new RecordViews([new SeenPost(post, Guid.NewGuid(), SignedIn: false, TimeProvider.System.GetUtcNow())]));
        await api.Superuser.WaitersAsync(1, counting);
        await ExecuteAsync($"SELECT FROM app.post_stats WHERE post_id = '{post}' FOR UPDATE NOWAIT");
        await purging.RollbackAsync();

        (await counting).IsSuccess.ShouldBeTrue();
        (await ViewsAsync(post)).ShouldBe(1);

        async Task ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Authors_do_not_count_nor_do_looks_at_what_is_not_public()
    {
        var author = await api.SignedInAsync();
        var (post, draft) = (await author.PublishedAsync(), await author.DraftAsync());

        await author.GetAsync($"/api/v1/posts/{post.Id}");
        await (await api.SignedInAsync(UserRole.Moderator)).GetAsync($"/api/v1/posts/{draft.Id}");
        await FlushAsync();

        (await ViewsAsync(post.Id)).ShouldBe(0);
        (await ViewsAsync(draft.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_still_has_the_post_does_not_count_again()
    {
        var post = await (await api.SignedInAsync()).PublishedAsync();
        var reader = await api.SignedInAsync();

        await reader.GetAsync($"/api/v1/posts/{post.Id}");
        await FlushAsync();
        var again = await reader.GetIfChangedAsync(post.Id, "\"1-0-0-1\"");
        await FlushAsync();

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await ViewsAsync(post.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_view_moves_neither_the_version_nor_the_time_of_the_last_change()
    {
        var post = await (await api.SignedInAsync()).PublishedAsync();

        await api.Anonymous().GetAsync($"/api/v1/posts/{post.Id}");
        await FlushAsync();

        var after = await api.Anonymous().PageAsync($"/api/v1/posts/{post.Id}");
        after.GetProperty("viewCount").GetInt64().ShouldBe(1);
        after.GetProperty("version").GetInt32().ShouldBe(1);
        after.GetProperty("updatedAt").GetString().ShouldBe(post.Body.GetProperty("updatedAt").GetString());
    }

    private async Task<long> ViewsAsync(Guid post) =>
        await api.Superuser.ScalarAsync<long>("SELECT view_count FROM app.post_stats WHERE post_id = $1", post);

    private Task FlushAsync() =>
        api.Services.GetServices<IHostedService>().OfType<PostViewFlusher>().Single().FlushAsync(CancellationToken.None);
}

public sealed class PostViewsInTroubleTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Views_that_the_database_did_not_take_are_counted_later_even_if_the_host_stops()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync()).Id;
        var flusher = api.Services.GetServices<IHostedService>().OfType<PostViewFlusher>().Single();

        await api.Superuser.ExecuteAsync(
            "REVOKE EXECUTE ON FUNCTION app.record_views(uuid[], uuid[], boolean[], timestamptz[], interval) FROM app_api");
        await LookAsync(3);
        await flusher.FlushAsync(CancellationToken.None);
        (await ViewsAsync()).ShouldBe(0);

        await api.Superuser.ExecuteAsync(
            "GRANT EXECUTE ON FUNCTION app.record_views(uuid[], uuid[], boolean[], timestamptz[], interval) TO app_api");
        await LookAsync(2);
        await flusher.FlushAsync(CancellationToken.None);
        (await ViewsAsync()).ShouldBe(5);

        await LookAsync(4);
        await api.Services.GetRequiredService<IHost>().StopAsync();
        (await ViewsAsync()).ShouldBe(9);

        async Task LookAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                (await (await api.SignedInAsync()).GetAsync($"/api/v1/posts/{post}")).EnsureSuccessStatusCode();
            }
        }

        Task<long> ViewsAsync() => api.Superuser.ScalarAsync<long>("SELECT view_count FROM app.post_stats WHERE post_id = $1", post);
    }
}
