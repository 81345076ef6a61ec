using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Application.Embeddings;
using Agora.Testing;

namespace Agora.Api.Tests.Embeddings;

/// <summary>Another model takes over in the background; until then the former one answers.</summary>
public sealed class ReplaceModelTests(EmbeddingServiceFixture api) : IClassFixture<EmbeddingServiceFixture>
{
    [Fact]
    public async Task Both_are_kept_until_every_post_is_embedded_by_the_new_one()
    {
        var author = await api.SignedInAsync();
        var first = (await author.PublishedAsync("A car")).Id;
        await api.EmbedAsync();
        var model = (await ModelAsync())!;
        model.ShouldStartWith("test-model#");

        await api.Superuser.ExecuteAsync("UPDATE app.embedding_models SET name = 'former-model'");
        (await api.SendAsync(new AddEmbeddingModel())).Value.ShouldBeTrue();
        var admin = await api.SignedInAsync(Domain.Users.UserRole.Admin);
        var status = await admin.GetFromJsonAsync<JsonElement>("/api/v1/embeddings");
        (status.GetProperty("model").GetString(), status.GetProperty("next").GetString()).ShouldBe(("former-model", model));

        // Written while both are there: both embed it.
        var second = (await author.PublishedAsync("A doctor")).Id;
        (await api.SendAsync(new EmbedPosts())).Value.ShouldBeGreaterThan(0);
        (await ModelAsync()).ShouldBe("former-model");
        (await api.VectorsAsync(second)).ShouldBe(2);
        (await SearchAsync("automobile")).ShouldBe("former-model");
        // A process of the release before takes nothing of the new model away.
        (await api.Superuser.ScalarAsync<int>(
            "SELECT app.settle_embedding_model(id, 1000) FROM app.embedding_models WHERE name = 'former-model'")).ShouldBe(0);
        (await api.VectorsAsync(second)).ShouldBe(2);

        await api.EmbedAsync();

        (await ModelAsync()).ShouldBe(model);
        (await SearchAsync("automobile")).ShouldBe(model);
        (await api.VectorsAsync(first)).ShouldBe(1);
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.embedding_models")).ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_another_process_replaced_is_not_added_again()
    {
        await api.EmbedAsync();
        var model = await ModelAsync();
        await api.Superuser.ExecuteAsync("UPDATE app.embedding_models SET name = 'newer-model'");

        (await api.SendAsync(new EmbedPosts())).Value.ShouldBe(0);

        (await ModelAsync()).ShouldBe("newer-model");
        await api.Superuser.ExecuteAsync("UPDATE app.embedding_models SET name = $1", model!);
    }

    private Task<string?> ModelAsync() => api.Superuser.ScalarAsync<string>("SELECT name FROM app.embedding_models WHERE is_current");

    private async Task<string?> SearchAsync(string term)
    {
        api.Clock.Advance(TimeSpan.FromSeconds(31));
        return (await api.Anonymous().GetFromJsonAsync<JsonElement>($"/api/v1/posts/search/hybrid?q={term}"))
            .GetProperty("meaning").GetProperty("model").GetString();
    }
}
