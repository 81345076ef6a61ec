using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Idempotency;

/// <summary>Deletes expired idempotency keys. Returns the number of rows; zero when done.</summary>
public sealed record PurgeKeys : ICommand<int>, IRunsAsSystem
{
    /// <summary>Rows in one transaction, so that locks are short.</summary>
    public const int BatchMax = 1000;
}

public sealed class PurgeKeysHandler(IIdempotencyRepository keys) : ICommandHandler<PurgeKeys, int>
{
    public async Task<Result<int>> Handle(PurgeKeys command, CancellationToken ct) =>
        await keys.PurgeAsync(PurgeKeys.BatchMax, ct);
}
