using Agora.Api.Tests.Posts;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http;

public sealed class ResponseCacheTests(ResponseCacheTests.Fixture api) : IClassFixture<ResponseCacheTests.Fixture>
{
    [Fact]
    public async Task What_was_stored_before_the_question_is_in_the_answer_however_many_ask()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("0", tags: ["crowded"])).Id;
        using var enough = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                (await api.Anonymous().GetAsync("/api/v1/tags/crowded/posts")).EnsureSuccessStatusCode();
            }
        })).ToList();

        for (var i = 1; i <= 100; i++)
        {
            await api.Superuser.ExecuteAsync("UPDATE app.posts SET title = $2 WHERE id = $1", post, $"{i}");
            (await api.Anonymous().PageAsync("/api/v1/tags/crowded/posts")).Items()[0].GetProperty("title").GetString().ShouldBe($"{i}");
        }

        await enough.CancelAsync();
        await Task.WhenAll(crowd);
    }

    [Fact]
    public async Task A_cached_response_is_not_shared_between_users()
    {
        var (author, other) = (await api.SignedInAsync(), await api.SignedInAsync());
        var draft = (await author.DraftAsync()).Id;
        var address = $"/api/v1/posts?author={author.UserId}&status=draft";

        for (var i = 0; i < 2; i++)
        {
            (await author.PageAsync(address)).Items().Ids().ShouldBe([draft]);
            (await other.PageAsync(address)).Items().ShouldBeEmpty();
            (await api.Anonymous().PageAsync(address)).Items().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task An_answer_of_yesterday_is_not_given_today()
    {
        var before = await api.Anonymous().PageAsync("/api/v1/posts/trending");

        api.Clock.Advance(TimeSpan.FromDays(1));

        (await api.Anonymous().PageAsync("/api/v1/posts/trending")).GetProperty("to").GetString()
            .ShouldNotBe(before.GetProperty("to").GetString());
        api.Clock.Advance(TimeSpan.FromDays(-1));
    }

    [Fact]
    public async Task Refusals_are_made_anew()
    {
        for (var i = 0; i < 2; i++)
        {
            await Problem.AssertAsync(
                await api.Anonymous().GetAsync("/api/v1/posts?cursor=bogus"), System.Net.HttpStatusCode.BadRequest, "page.cursor_invalid");
        }
    }

    public sealed class Fixture : ApiFixture
    {
        public ManualClock Clock { get; } = new();

        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);
    }
}
