using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.EventLog;

/// <summary>
/// Makes the partitions of the coming days and deletes events that were kept for their time. Answers how many partitions and batches it
/// made or deleted; zero when done.
/// </summary>
public sealed record PurgeEvents : ICommand<int>, IRunsAsSystem, IOwnsTransaction
{
    /// <summary>In one transaction.</summary>
    public const int BatchMax = 10_000;
}

public sealed class PurgeEventsHandler(IEventLogRepository events, EventLogSettings settings, IUnitOfWork unitOfWork)
    : ICommandHandler<PurgeEvents, int>
{
    public async Task<Result<int>> Handle(PurgeEvents command, CancellationToken ct)
    {
        await unitOfWork.ExecuteAsync(
            async token =>
            {
                await events.CloseBatchAsync(token);
                return default(Done);
            },
            static _ => true,
            ct);
        return await unitOfWork.ExecuteAsync(
            token => events.PurgeAsync(settings.Kept, PurgeEvents.BatchMax, token), static _ => true, ct);
    }
}
