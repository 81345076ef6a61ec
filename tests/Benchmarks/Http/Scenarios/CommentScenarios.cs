using System.Text.Json;
using Agora.Bare;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class CommentScenarios
{
    public static readonly Scenario Create = new()
    {
        Name = "create-comment",
        Title = "create a comment",
        Calls = async (data, ct) =>
        {
            var texts = await data.NewTextsAsync(ct);
            var authors = data.Identities(BenchData.Readers);
            return Scenarios.Calls.Many(random => HttpCall.Post(
                $"/api/v1/posts/{data.AnyPost(random)}/comments",
                JsonSerializer.Serialize(new { body = texts[random.Next(texts.Count)].Comment }),
                authors[random.Next(authors.Count)]));
        },
        Plain = PlainScript.Of(
            PlainSql.CreateComment,
            [
                "k random(1, 281474976710655)",
                "n random(1, :posts)",
                $"t random(1, {BenchData.NewTexts})",
                $"u random({BenchData.FirstReader}, {BenchData.FirstReader + BenchData.Readers - 1})",
            ],
            "comment", "bench.new_id(:k)",
            "id", "bench.post_id(bench.published(:n))",
            "me", "bench.user_id(:u)",
            "now", "now()",
            "body", "(SELECT n.comment FROM bench.texts AS n WHERE n.n = :t)"),
        Bars = [Bar.OfPlain(0.5)],
    };
}
