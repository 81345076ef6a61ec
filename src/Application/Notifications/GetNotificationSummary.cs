using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Notifications;

/// <summary>How many notifications the caller has not read.</summary>
public sealed record GetNotificationSummary : IQuery<NotificationSummary>;

public sealed class GetNotificationSummaryHandler(INotificationRepository notifications)
    : IQueryHandler<GetNotificationSummary, NotificationSummary>
{
    public async Task<Result<NotificationSummary>> Handle(GetNotificationSummary query, CancellationToken ct) =>
        new NotificationSummary(await notifications.CountUnreadAsync(NotificationSummary.CountMax, NotificationWalk.WalkedMax, ct));
}
