using Agora.Benchmarks.Http.Measuring;

namespace Agora.Benchmarks.Http.Reports;

/// <param name="Writes">Comments a second beside it.</param>
/// <param name="WasQuiet">Whether the machine was left to the bench before and in every round.</param>
internal sealed record ScenarioResult(
    string Name, string Title, Figures Agora, Figures? Bare, Figures? Plain, int Writes, bool WasQuiet)
{
    public double? OfBare => Agora.RateByProcessor / Bare?.RateByProcessor;

    public double? OfPlain => Agora.RateByProcessor / Plain?.RateByProcessor;
}
