using Agora.Benchmarks.Http.Load;

namespace Agora.Benchmarks.Http.Measuring;

/// <summary>What was measured while one contender was under load.</summary>
/// <param name="ResidentBytes">Of the server at the end; 0 without one.</param>
internal sealed record Round(LoadResult Load, ProcessorUse Used, DatabaseWork Work, long ResidentBytes)
{
    /// <summary>Cores that others used meanwhile.</summary>
    public double OtherCores => Used.Others / Load.Took;
}
