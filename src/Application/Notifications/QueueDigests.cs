using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Notifications;

/// <summary>
/// Queues mail with a digest for everyone who wants it and has unread notifications since the last one: at most one a day. A page of people
/// is one transaction; those reached before an interruption are passed over by the next attempt.
/// </summary>
public sealed record QueueDigests : ICommand<int>, IRunsAsSystem, IOwnsTransaction
{
    public const int PageMax = 500;
}

public sealed class QueueDigestsHandler(INotificationRepository notifications, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<QueueDigests, int>
{
    public async Task<Result<int>> Handle(QueueDigests command, CancellationToken ct)
    {
        Guid? last = Guid.Empty;
        while (last is { } after)
        {
            last = await unitOfWork.ExecuteAsync(
                token => notifications.QueueDigestsAsync(after, QueueDigests.PageMax, clock.GetUtcNow(), token), static _ => true, ct);
        }

        return 0;
    }
}
