using Agora.Bare;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class ThreadScenarios
{
    public static readonly Scenario Page = new()
    {
        Name = "thread",
        Title = "thread of a post",
        Calls = (data, _) => Task.FromResult(
            Calls.Many(random => HttpCall.Get($"/api/v1/posts/{data.AnyPost(random)}/comments?limit=50"))),
        Plain = PlainScript.Of(PlainSql.Thread, ["n random(1, :posts)"], "id", "bench.post_id(bench.published(:n))"),
        Bars = [Bar.OfPlain(0.45)],
    };
}
