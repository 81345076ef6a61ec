using System.Net.Http.Json;
using System.Text.Json;
using Agora.Api.Tests.Posts;
using Agora.Infrastructure.Database;
using Agora.Testing;

namespace Agora.Api.Tests.Embeddings;

public sealed class EmbeddingsOffTests(EmbeddingsOffTests.OffFixture api) : IClassFixture<EmbeddingsOffTests.OffFixture>
{
    [Fact]
    public async Task Words_decide_alone_and_the_response_and_the_probe_say_why()
    {
        var post = (await (await api.SignedInAsync()).PublishedAsync("Aardvark")).Id;

        var found = await api.Anonymous().GetFromJsonAsync<JsonElement>("/api/v1/posts/search/hybrid?q=aardvark");

        found.Items().Single().GetProperty("post").GetProperty("id").GetGuid().ShouldBe(post);
        found.GetProperty("meaning").GetProperty("reason").GetString().ShouldBe("embedding.off");
        (await api.Superuser.ScalarAsync<long>("SELECT count(*) FROM app.embedding_queue")).ShouldBe(0);
        (await api.Anonymous().GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "searchByMeaning").GetProperty("status").GetString().ShouldBe("off");
    }

    [Theory]
    [InlineData("Embeddings:Model", "--Embeddings:Endpoint=http://localhost:1/v1")]
    [InlineData("Embeddings:Endpoint", "--Embeddings:Model=m")]
    [InlineData("Embeddings:Endpoint", "--Embeddings:Model=m", "--Embeddings:Endpoint=localhost")]
    public void A_service_without_what_it_needs_stops_the_start(string named, params string[] settings)
    {
        var starting = () => AgoraHost.Build(["--Embeddings:Provider=OpenAi", .. settings], api.Access);

        starting.ShouldThrow<InvalidConfigurationException>().Message.ShouldContain(named);
    }

    public sealed class OffFixture : ApiFixture
    {
        protected override IReadOnlyList<string> Settings => ["--Embeddings:Provider=Off"];
    }
}
