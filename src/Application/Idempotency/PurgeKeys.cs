using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Idempotency;

/// <summary>Deletes answers that are given again no more. Answers how many rows went; zero says done.</summary>
public sealed record PurgeKeys : ICommand<int>, IRunsAsSystem
{
    /// <summary>Rows in one transaction: short enough that nobody waits.</summary>
    public const int BatchMax = 1000;
}

public sealed class PurgeKeysHandler(IIdempotencyRepository keys) : ICommandHandler<PurgeKeys, int>
{
    public async Task<Result<int>> Handle(PurgeKeys command, CancellationToken ct) =>
        await keys.PurgeAsync(PurgeKeys.BatchMax, ct);
}
