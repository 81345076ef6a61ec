using Agora.Bare;
using Agora.Benchmarks.Http.Data;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class FeedScenarios
{
    private const int Few = 16;

    public static readonly Scenario OfFew = new()
    {
        Name = "feed",
        Title = "feed of 16 readers",
        Calls = Calls.ByReaders("/api/v1/feed?limit=20", Few),
        Plain = PlainOf(Few),
        Bars = [Bar.OfPlain(0.45)],
    };

    /// <summary>Each write empties the response cache, so nearly no answer comes from it.</summary>
    public static readonly Scenario OfMany = new()
    {
        Name = "feed-1000",
        Title = "feed of 1,000 readers",
        Calls = Calls.ByReaders("/api/v1/feed?limit=20", BenchData.Readers),
        Plain = PlainOf(BenchData.Readers),
        NeedsWrites = true,
        Bars = [Bar.OfPlain(0.45), Bar.Rate(1500, HttpCommand.DefaultWrites)],
    };

    private static PlainScript PlainOf(int readers) => PlainScript.Of(
        PlainSql.Feed,
        [$"n random({BenchData.FirstReader}, {BenchData.FirstReader + readers - 1})"],
        "me", "bench.user_id(:n)");
}
