namespace Agora.Benchmarks.Http.Scenarios;

internal static class HealthScenarios
{
    public static readonly Scenario Health = new()
    {
        Name = "health",
        Title = "/health",
        Calls = Scenarios.Calls.One("/health"),
        Bars = [Bar.OfBare(0.9)],
    };
}
