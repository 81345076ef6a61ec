using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Notifications;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Notifications;

/// <summary>
/// Marks notifications of the caller as read: one and all before it, some, or both. Those that came meanwhile stay unread.
/// </summary>
public sealed record ReadNotifications(Guid? UpTo, IReadOnlyList<Guid>? Ids) : ICommand<NotificationSummary>
{
    /// <summary>In one transaction; the caller sees by the summary whether more are left, and repeats the request.</summary>
    public const int BatchMax = 10_000;
}

public sealed class ReadNotificationsValidator : AbstractValidator<ReadNotifications>
{
    public ReadNotificationsValidator()
    {
        RuleFor(c => c.UpTo).NotNull().When(c => c.Ids is null).WithMessage("Must be sent, or `ids`.");
        RuleFor(c => c.Ids).Must(ids => ids is null || ids.Distinct().Count() <= PostRules.PageMax)
            .WithMessage($"Must be at most {PostRules.PageMax} ids.");
    }
}

public sealed class ReadNotificationsHandler(INotificationRepository notifications, ActorContext context, TimeProvider clock)
    : ICommandHandler<ReadNotifications, NotificationSummary>
{
    public async Task<Result<NotificationSummary>> Handle(ReadNotifications command, CancellationToken ct)
    {
        var (me, now) = (context.SignedInId, clock.GetUtcNow());
        if (command.Ids is { } ids)
        {
            await notifications.MarkReadAsync(me, [.. ids.Distinct()], now, ct);
        }

        if (command.UpTo is { } upTo && !await notifications.TryMarkReadUpToAsync(upTo, ReadNotifications.BatchMax, now, ct))
        {
            return NotificationErrors.Unknown;
        }

        return new NotificationSummary(await notifications.CountUnreadAsync(NotificationSummary.CountMax, NotificationWalk.WalkedMax, ct));
    }
}
