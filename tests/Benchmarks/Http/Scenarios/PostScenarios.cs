using System.Text.Json;
using Agora.Bare;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class PostScenarios
{
    public static readonly Scenario ById = new()
    {
        Name = "post",
        Title = "post by id",
        Calls = (data, _) => Task.FromResult(Scenarios.Calls.Many(random => HttpCall.Get($"/api/v1/posts/{data.AnyPost(random)}"))),
        Plain = PlainScript.Of(
            PlainSql.Post, ["n random(1, :posts)"], "id", "bench.post_id(bench.published(:n))"),
        Bars = [Bar.OfBare(0.75), Bar.PostgresOfPlain(1.6), Bar.OfPlain(0.45), Bar.SteadyTail(4)],
    };

    public static readonly Scenario Create = new()
    {
        Name = "create-post",
        Title = "create a post, published, with two tags",
        Calls = CreationsAsync,
        Plain = PlainScript.Of(
            PlainSql.CreatePost,
            [
                "k random(1, 281474976710655)",
                $"t random(1, {BenchData.NewTexts})",
                $"u random({BenchData.FirstReader}, {BenchData.FirstReader + BenchData.Readers - 1})",
            ],
            "id", "bench.new_id(:k)",
            "me", "bench.user_id(:u)",
            "now", "now()",
            "title", "(SELECT n.title FROM bench.texts AS n WHERE n.n = :t)",
            "body", "(SELECT n.body FROM bench.texts AS n WHERE n.n = :t)",
            "tags", "(SELECT n.tags FROM bench.texts AS n WHERE n.n = :t)"),
        Bars = [Bar.OfPlain(0.5)],
    };

    private static async Task<IReadOnlyList<HttpCall>> CreationsAsync(BenchData data, CancellationToken ct)
    {
        var texts = await data.NewTextsAsync(ct);
        var authors = data.Identities(BenchData.Readers);
        return Scenarios.Calls.Many(random =>
        {
            var text = texts[random.Next(texts.Count)];
            var body = JsonSerializer.Serialize(new { title = text.Title, body = text.Body, tags = text.Tags, publish = true });
            return HttpCall.Post("/api/v1/posts", body, authors[random.Next(authors.Count)]);
        });
    }
}
