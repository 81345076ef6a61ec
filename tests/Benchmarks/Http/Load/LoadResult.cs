namespace Agora.Benchmarks.Http.Load;

/// <param name="Errors">Requests without an answer, or with one that is no success.</param>
internal sealed record LoadResult(long Requests, TimeSpan Took, TimeSpan P50, TimeSpan P99, long Errors);
