using System.Net;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Common;
using Agora.Testing;
using Microsoft.AspNetCore.Http;

namespace Agora.Api.Tests.Embeddings;

/// <summary>Posts are embedded by a service, which may refuse, fail, or be replaced.</summary>
public sealed class EmbeddingServiceTests(EmbeddingServiceFixture api) : IClassFixture<EmbeddingServiceFixture>
{
    [Fact]
    public async Task Finds_what_means_the_same_in_other_words()
    {
        var author = await api.SignedInAsync();
        var post = (await author.PublishedAsync("Buying an automobile", "What to look at.")).Id;
        await author.PublishedAsync("The ocean", "Waves.");
        await api.EmbedAsync();

        var found = await SearchAsync("car");

        found.Items()[0].GetProperty("post").GetProperty("id").GetGuid().ShouldBe(post);
        found.Items()[0].GetProperty("words").ValueKind.ShouldBe(JsonValueKind.Null);
        found.GetProperty("meaning").GetProperty("model").GetString()!.ShouldStartWith("test-model#");
        var request = api.Server.Requests[^1];
        request.GetProperty("model").GetString().ShouldBe("test-model");
        request.GetProperty("input")[0].GetString().ShouldBe("query: car");
        request.TryGetProperty("dimensions", out _).ShouldBeFalse();
        api.Server.Requests.ShouldContain(r => r.GetProperty("input")[0].GetString()!.StartsWith("text: ", StringComparison.Ordinal));
        api.Server.Authorization.ShouldBe("Bearer secret");
    }

    [Fact]
    public async Task A_text_that_the_model_refuses_stops_no_other()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var good = (await author.PublishedAsync("A doctor")).Id;
        var bad = (await author.PublishedAsync("Poison")).Id;
        var alsoGood = (await author.PublishedAsync("A physician")).Id;
        api.Server.Before = (http, body) => body.GetRawText().Contains("Poison", StringComparison.Ordinal)
            ? Answer(http, StatusCodes.Status400BadRequest)
            : Task.FromResult(false);

        await api.StepAsync();

        api.Server.Before = null;
        (await api.VectorsAsync(good), await api.VectorsAsync(bad), await api.VectorsAsync(alsoGood)).ShouldBe((1, 0, 1));
        (await api.Superuser.ScalarAsync<string>(
            "SELECT attempts || ' ' || due_at::text || ' ' || error FROM app.embedding_queue WHERE post_id = $1", bad))
            .ShouldBe("1 infinity The model does not embed this text.");
        // An edit lets it try again.
        await api.Superuser.ExecuteAsync("UPDATE app.posts SET title = 'Cure' WHERE id = $1", bad);
        await api.StepAsync();
        (await api.VectorsAsync(bad)).ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_loses_nothing_and_words_still_find()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = (await author.PublishedAsync("Sea outage")).Id;
        api.Server.Before = (http, _) => Answer(http, StatusCodes.Status401Unauthorized);

        (await Should.ThrowAsync<DependencyException>(api.StepAsync())).Error.Code.ShouldBe("embedding.embedder_unavailable");
        var found = await SearchAsync("outage");

        api.Server.Before = null;
        found.Items().Single().GetProperty("post").GetProperty("id").GetGuid().ShouldBe(post);
        found.GetProperty("meaning").GetProperty("reason").GetString().ShouldBe("embedding.embedder_unavailable");
        (await api.VectorsAsync(post)).ShouldBe(0);
        await api.WaitedAsync();
        await api.StepAsync();
        (await api.VectorsAsync(post)).ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_refuses_everything_is_an_outage_and_no_verdict_on_the_posts()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = (await author.PublishedAsync("Innocent")).Id;
        api.Server.Before = (http, _) => Answer(http, StatusCodes.Status400BadRequest);

        (await Should.ThrowAsync<DependencyException>(api.StepAsync())).Error.Code.ShouldBe("embedding.embedder_unavailable");

        api.Server.Before = null;
        await api.WaitedAsync();
        await api.StepAsync();
        (await api.VectorsAsync(post)).ShouldBe(1);
    }

    [Fact]
    public async Task What_keeps_failing_comes_alone()
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var (good, bad) = ((await author.PublishedAsync("A sea")).Id, (await author.PublishedAsync("Crash")).Id);
        api.Server.Before = (http, body) => body.GetRawText().Contains("Crash", StringComparison.Ordinal)
            ? Answer(http, StatusCodes.Status401Unauthorized)
            : Task.FromResult(false);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await Should.ThrowAsync<DependencyException>(api.StepAsync());
            await api.WaitedAsync();
        }

        // Then each by itself, in the order in which they are due.
        var failures = 0;
        for (var step = 0; step < 2; step++)
        {
            try
            {
                await api.StepAsync();
            }
            catch (DependencyException)
            {
                failures++;
            }
        }

        failures.ShouldBe(1);
        (await api.VectorsAsync(good)).ShouldBe(1);
        api.Server.Before = null;
        await api.WaitedAsync();
        await api.StepAsync();
        (await api.VectorsAsync(bad)).ShouldBe(1);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task What_may_pass_is_tried_again(int status)
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = (await author.PublishedAsync("Again")).Id;
        var failures = 0;
        api.Server.Before = (http, _) => failures++ == 0 ? Answer(http, status) : Task.FromResult(false);

        await api.StepAsync();

        api.Server.Before = null;
        failures.ShouldBe(2);
        (await api.VectorsAsync(post)).ShouldBe(1);
    }

    [Theory]
    [InlineData(769)]
    [InlineData(0)]
    public async Task Vectors_that_do_not_fit_are_refused_with_the_reason(int dimensions)
    {
        var author = await api.SignedInAsync();
        await api.EmbedAsync();
        var post = (await author.PublishedAsync("Wide")).Id;
        api.Server.Before = async (http, _) =>
        {
            await http.Response.WriteAsJsonAsync(new { data = new[] { new { index = 0, embedding = new float[dimensions] } } });
            return true;
        };

        var thrown = await Should.ThrowAsync<DependencyException>(api.StepAsync());

        api.Server.Before = null;
        thrown.InnerException!.Message.ShouldContain($"has {dimensions} numbers");
        await api.WaitedAsync();
        await api.StepAsync();
        (await api.VectorsAsync(post)).ShouldBe(1);
    }

    private static Task<bool> Answer(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.FromResult(true);
    }

    private async Task<JsonElement> SearchAsync(string term)
    {
        var response = await api.Anonymous().GetAsync($"/api/v1/posts/search/hybrid?q={term}&similarityMin=0.5");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
