using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Rollups;

/// <summary>Moves a batch of what has happened into the sums that heavy reads live on. Reads are exact before and after.</summary>
/// <returns>How much was moved; 0 when nothing was left, or somebody else is at it.</returns>
public sealed record ApplyRollupDeltas : ICommand<int>, IRunsAsSystem
{
    /// <summary>Small, because what is moved stays locked until the commit.</summary>
    public const int Batch = 2000;
}

public sealed class ApplyRollupDeltasHandler(IRollupStore rollups, TimeProvider clock) : ICommandHandler<ApplyRollupDeltas, int>
{
    public async Task<Result<int>> Handle(ApplyRollupDeltas command, CancellationToken ct) =>
        await rollups.ApplyDeltasAsync(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ApplyRollupDeltas.Batch, ct);
}
