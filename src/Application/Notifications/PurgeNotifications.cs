using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Notifications;

/// <summary>Deletes notifications that were kept for their time. Answers how many; zero when done.</summary>
public sealed record PurgeNotifications : ICommand<int>, IRunsAsSystem
{
    /// <summary>Rows in one transaction, so that locks are short.</summary>
    public const int BatchMax = 1000;
}

public sealed class PurgeNotificationsHandler(INotificationRepository notifications, NotificationSettings settings)
    : ICommandHandler<PurgeNotifications, int>
{
    public async Task<Result<int>> Handle(PurgeNotifications command, CancellationToken ct) =>
        await notifications.PurgeAsync(TimeSpan.FromDays(settings.RetentionDays), PurgeNotifications.BatchMax, ct);
}
