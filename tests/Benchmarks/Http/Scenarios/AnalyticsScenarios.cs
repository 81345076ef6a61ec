using Agora.Bare;
using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class AnalyticsScenarios
{
    public static readonly Scenario Summary = new()
    {
        Name = "summary",
        Title = "summary of 30 days",
        Calls = (data, _) => Task.FromResult<IReadOnlyList<HttpCall>>(
            [HttpCall.Get("/api/v1/analytics/summary", data.Identity(BenchData.Moderator))]),
        Plain = PlainScript.Of(PlainSql.Analytics, []),
        Bars = [Bar.OfPlain(0.45), Bar.Rate(5000, writes: 200)],
    };
}
