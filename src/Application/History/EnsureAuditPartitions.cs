using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.History;

/// <summary>Creates the audit partitions of the next two months.</summary>
public sealed record EnsureAuditPartitions : ICommand<int>, IRunsAsSystem
{
    public const int MonthsAhead = 2;
}

public sealed class EnsureAuditPartitionsHandler(IHistoryRepository history) : ICommandHandler<EnsureAuditPartitions, int>
{
    public async Task<Result<int>> Handle(EnsureAuditPartitions command, CancellationToken ct) =>
        await history.EnsurePartitionsAsync(EnsureAuditPartitions.MonthsAhead, ct);
}
