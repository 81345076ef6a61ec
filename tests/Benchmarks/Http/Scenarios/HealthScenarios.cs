using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class HealthScenarios
{
    public static readonly Scenario Health = new()
    {
        Name = "health",
        Title = "/health",
        Calls = (_, _) => Task.FromResult<IReadOnlyList<HttpCall>>([HttpCall.Get("/health")]),
        Bars = [Bar.OfBare(0.9)],
    };
}
