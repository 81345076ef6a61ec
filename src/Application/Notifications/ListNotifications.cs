using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Notifications;

/// <summary>
/// The caller's notifications, latest first. A page is short, or even empty, where many are hidden, and names the next one all the same.
/// </summary>
public sealed record ListNotifications(bool UnreadOnly, int Limit, string? Cursor) : IQuery<Page<NotificationView>>;

public sealed class ListNotificationsValidator : AbstractValidator<ListNotifications>
{
    public ListNotificationsValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListNotificationsHandler(INotificationRepository notifications, CursorCodec cursors, ActorContext context)
    : IQueryHandler<ListNotifications, Page<NotificationView>>
{
    public Task<Result<Page<NotificationView>>> Handle(ListNotifications query, CancellationToken ct)
    {
        var owner = context.SignedInId;
        var list = $"users/{owner}/notifications/{(query.UnreadOnly ? "unread" : "all")}";
        return cursors.DecodePosition(list, query.Cursor).ThenAsync<Page<NotificationView>>(async after =>
        {
            var walk = await notifications.ListAsync(
                query.UnreadOnly, after ?? KeysetPaging.Newest, query.Limit + 1, NotificationWalk.WalkedMax, ct);
            var page = Page<NotificationView>.Of(
                walk.Shown, query.Limit, last => cursors.Encode(list, new KeysetPosition(last.CreatedAt, last.Id)));
            return walk.StoppedAt is { } place ? page with { Next = page.Next ?? cursors.Encode(list, place) } : page;
        });
    }
}
