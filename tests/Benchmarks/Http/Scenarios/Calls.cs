using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

internal static class Calls
{
    private const int Amount = 10_000;

    public static Func<BenchData, CancellationToken, Task<IReadOnlyList<HttpCall>>> One(string path) =>
        (_, _) => Task.FromResult<IReadOnlyList<HttpCall>>([HttpCall.Get(path)]);

    /// <summary>The same request by each of the first readers.</summary>
    public static Func<BenchData, CancellationToken, Task<IReadOnlyList<HttpCall>>> ByReaders(string path, int readers) =>
        (data, _) => Task.FromResult<IReadOnlyList<HttpCall>>([.. data.Identities(readers).Select(who => HttpCall.Get(path, who))]);

    /// <summary>A request for each text that a function of the schema <c>bench</c> makes.</summary>
    public static Func<BenchData, CancellationToken, Task<IReadOnlyList<HttpCall>>> ForTexts(
        string function, int amount, Func<string, string> path, bool signedIn = false) =>
        async (data, ct) =>
        {
            var who = signedIn ? data.Identity(BenchData.FirstReader) : null;
            return [.. (await data.TextsAsync(function, amount, ct)).Select(text => HttpCall.Get(path(Uri.EscapeDataString(text)), who))];
        };

    /// <summary>Many different requests, the same at every run.</summary>
    public static IReadOnlyList<HttpCall> Many(Func<Random, HttpCall> make, int amount = Amount)
    {
        var random = new Random(42);
        return [.. Enumerable.Range(0, amount).Select(_ => make(random))];
    }
}
