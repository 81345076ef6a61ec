using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>Makes room for the history of the two months that come.</summary>
public sealed record KeepHistory : ICommand<int>, IRunsAsSystem
{
    public const int MonthsAhead = 2;
}

public sealed class KeepHistoryHandler(IHistoryRepository history) : ICommandHandler<KeepHistory, int>
{
    public async Task<Result<int>> Handle(KeepHistory command, CancellationToken ct) =>
        await history.EnsurePartitionsAsync(KeepHistory.MonthsAhead, ct);
}
