using Agora.Api.Tests.Posts;
using Agora.Application.Common;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http;

/// <summary>
/// When a response is replayed. The server of the tests has other databases, whose commits count as changes too, so here the test
/// says when something has changed.
/// </summary>
public sealed class ResponseCacheReuseTests(ResponseCacheReuseTests.Fixture api) : IClassFixture<ResponseCacheReuseTests.Fixture>
{
    [Fact]
    public async Task A_response_is_replayed_without_a_statement_until_something_changes()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("Before", tags: ["kept"])).Id;

        var first = await ReadAsync("/api/v1/tags/kept/posts");
        var again = await ReadAsync("/api/v1/tags/kept/posts");
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET title = 'After' WHERE id = $1", post);
        api.Version.Change();
        var changed = await ReadAsync("/api/v1/tags/kept/posts");

        first.Statements.ShouldBe(1);
        again.Statements.ShouldBe(0);
        again.Body.ShouldBe(first.Body);
        again.ContentType.ShouldBe(first.ContentType);
        changed.Statements.ShouldBe(1);
        changed.Body.ShouldContain("After");
    }

    private async Task<(string Body, string? ContentType, int Statements)> ReadAsync(string address)
    {
        using var statements = StatementCounter.Start();
        var response = await api.Anonymous().GetAsync(address);
        return (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), statements.Count);
    }

    public sealed class Fixture : ApiFixture
    {
        internal ManualVersion Version { get; } = new();

        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IDatabaseVersion>(Version);
    }

    internal sealed class ManualVersion : IDatabaseVersion
    {
        private int changes;

        public void Change() => changes++;

        public Task<string> CurrentAsync(CancellationToken ct) => Task.FromResult($"{changes}");
    }
}
