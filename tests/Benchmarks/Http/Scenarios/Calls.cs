using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class Calls
{
    private const int Amount = 10_000;

    /// <summary>Many different requests, the same at every run.</summary>
    public static IReadOnlyList<HttpCall> Many(Func<Random, HttpCall> make, int amount = Amount)
    {
        var random = new Random(42);
        return [.. Enumerable.Range(0, amount).Select(_ => make(random))];
    }
}
