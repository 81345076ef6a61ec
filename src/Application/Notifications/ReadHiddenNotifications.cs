using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Notifications;

/// <summary>
/// Marks hidden notifications as read for everyone who has many unread ones: else each count and list would pass over them, and count too
/// few. A page of people is one transaction.
/// </summary>
public sealed record ReadHiddenNotifications : ICommand<int>, IRunsAsSystem, IOwnsTransaction
{
    public const int PageMax = 100;
}

public sealed class ReadHiddenNotificationsHandler(INotificationRepository notifications, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<ReadHiddenNotifications, int>
{
    public async Task<Result<int>> Handle(ReadHiddenNotifications command, CancellationToken ct)
    {
        Guid? last = Guid.Empty;
        while (last is { } after)
        {
            var page = await unitOfWork.ExecuteAsync(
                token => notifications.MarkHiddenAsync(
                    after, ReadHiddenNotifications.PageMax, NotificationWalk.WalkedMax, clock.GetUtcNow(), token),
                static _ => true,
                ct);

            // Behind those that were marked there may be more of the same people.
            last = page.Marked > 0 ? after : page.LastUser;
        }

        return 0;
    }
}
