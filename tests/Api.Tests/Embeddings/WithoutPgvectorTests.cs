using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Embeddings;
using Agora.Infrastructure.Database;
using Agora.Migrations.Events;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Embeddings;

/// <summary>A database without pgvector, which then gets it while the host runs.</summary>
public sealed class WithoutPgvectorTests(WithoutPgvectorTests.BareFixture api) : IClassFixture<WithoutPgvectorTests.BareFixture>
{
    [Fact]
    public async Task All_else_works_and_the_search_by_meaning_begins_when_the_extension_arrives()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("Aardvark")).Id;

        (await api.SendAsync(new AddEmbeddingModel())).Value.ShouldBeFalse();
        var found = await SearchAsync();
        found.Items().Single().GetProperty("post").GetProperty("id").GetGuid().ShouldBe(post);
        found.GetProperty("meaning").GetProperty("reason").GetString().ShouldBe("embedding.not_installed");
        await Problem.AssertAsync(
            await author.GetAsync($"/api/v1/posts/{post}/similar"), HttpStatusCode.ServiceUnavailable, "embedding.not_installed");
        var admin = await api.SignedInAsync(Domain.Users.UserRole.Admin);
        await Problem.AssertAsync(
            await admin.GetAsync("/api/v1/embeddings"), HttpStatusCode.ServiceUnavailable, "embedding.not_installed");
        var ready = await api.Anonymous().GetAsync("/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CheckAsync(ready)).ShouldBe("not installed");

        await api.Superuser.ExecuteAsync("CREATE EXTENSION vector SCHEMA public");
        var report = await DatabaseMigrations.UpAsync(api.Access, SilentObserver.Instance, TimeProvider.System, CancellationToken.None);
        report.Failure.ShouldBeNull();
        report.Applied.ShouldBe([20261130220000]);
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await api.EmbedAsync();

        found = await SearchAsync();
        found.GetProperty("meaning").GetProperty("used").GetBoolean().ShouldBeTrue();
        found.Items()[0].GetProperty("meaning").GetProperty("rank").GetInt32().ShouldBe(1);
        (await CheckAsync(await api.Anonymous().GetAsync("/health/ready"))).ShouldBe("ok");
    }

    private static async Task<string?> CheckAsync(HttpResponseMessage ready) =>
        (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "searchByMeaning").GetProperty("status").GetString();

    private Task<JsonElement> SearchAsync() =>
        api.Anonymous().GetFromJsonAsync<JsonElement>("/api/v1/posts/search/hybrid?q=aardvark");

    public sealed class BareFixture : EmbeddingFixture
    {
        internal ManualClock Clock { get; } = new();

        private protected override Task<ApiDatabase> CreateDatabaseAsync() => ApiDatabase.CreateAsync(without: "vector");

        protected override void Configure(WebApplicationBuilder builder) =>
            builder.Services.AddSingleton<TimeProvider>(Clock);
    }
}
