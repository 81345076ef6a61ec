using Agora.Benchmarks.Http.Data;
using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Scenarios;

/// <summary>One kind of request, sent to Agora, to the bare server under the same path, and as plain SQL by pgbench.</summary>
internal sealed record Scenario
{
    /// <summary>What <c>--only</c> says.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The requests that are repeated. Made anew for each round, because tokens expire.</summary>
    public required Func<BenchData, CancellationToken, Task<IReadOnlyList<HttpCall>>> Calls { get; init; }

    /// <summary>Null where SQL alone does not do it.</summary>
    public PlainScript? Plain { get; init; }

    public bool HasBare { get; init; } = true;

    /// <summary>The script of wrk.</summary>
    public string Script { get; init; } = "wrk.lua";

    /// <summary>Connections, where it is not for as many as the options say.</summary>
    public int? Connections { get; init; }

    /// <summary>Comments are written beside it even if no option asks for that.</summary>
    public bool NeedsWrites { get; init; }

    public IReadOnlyList<Bar> Bars { get; init; } = [];
}
