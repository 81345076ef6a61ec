using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Rollups;

/// <summary>Applies a batch of deltas to the aggregates of heavy reads. Reads are exact before and after.</summary>
/// <returns>Number of deltas applied; 0 when there are none, or another instance holds the lock.</returns>
public sealed record ApplyRollupDeltas : ICommand<int>, IRunsAsSystem
{
    /// <summary>Small, because moved rows stay locked until the commit.</summary>
    public const int Batch = 2000;
}

public sealed class ApplyRollupDeltasHandler(IRollupStore rollups, TimeProvider clock) : ICommandHandler<ApplyRollupDeltas, int>
{
    public async Task<Result<int>> Handle(ApplyRollupDeltas command, CancellationToken ct) =>
        await rollups.ApplyDeltasAsync(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ApplyRollupDeltas.Batch, ct);
}
