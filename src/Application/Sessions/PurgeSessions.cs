using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Sessions;

/// <summary>Deletes sessions and their surroundings that are over for long. Answers how many rows went; zero says done.</summary>
public sealed record PurgeSessions : ICommand<int>, IRunsAsSystem
{
    /// <summary>Rows of a kind in one transaction: short enough not to block others.</summary>
    public const int BatchMax = 1000;
}

public sealed class PurgeSessionsHandler(ISessionRepository sessions) : ICommandHandler<PurgeSessions, int>
{
    public async Task<Result<int>> Handle(PurgeSessions command, CancellationToken ct) =>
        await sessions.PurgeAsync(PurgeSessions.BatchMax, ct);
}
