using Agora.Application.Common;

namespace Agora.Application.Notifications;

/// <summary>Notifications whose subject is gone, or that a block hides, are none.</summary>
public interface INotificationRepository
{
    /// <summary>Those of the caller that show, latest first.</summary>
    /// <param name="wanted">More are not read.</param>
    /// <param name="walked">Notifications that are looked at, hidden ones included.</param>
    Task<NotificationWalk> ListAsync(bool unreadOnly, KeysetPosition after, int wanted, int walked, CancellationToken ct);

    /// <summary>Those of the caller that show and are unread.</summary>
    /// <param name="most">More are not counted.</param>
    /// <param name="walked">Notifications that are looked at, latest first, hidden ones included.</param>
    Task<int> CountUnreadAsync(int most, int walked, CancellationToken ct);

    /// <summary>
    /// Marks a notification of the caller and all before it as read, hidden ones too, the latest first. False when there is no such
    /// notification.
    /// </summary>
    /// <param name="most">More are left unread.</param>
    Task<bool> TryMarkReadUpToAsync(Guid notificationId, int most, DateTimeOffset now, CancellationToken ct);

    /// <summary>Marks those that are there and unread.</summary>
    Task MarkReadAsync(Guid userId, Guid[] notificationIds, DateTimeOffset now, CancellationToken ct);

    /// <summary>False when there is no post that the user may read.</summary>
    Task<bool> TryMuteAsync(Guid userId, Guid postId, DateTimeOffset now, CancellationToken ct);

    Task UnmuteAsync(Guid userId, Guid postId, CancellationToken ct);

    /// <summary>Queues digests for up to <paramref name="limit"/> people who want mail, in the order of their ids.</summary>
    /// <returns>The last of them; null when there are no more.</returns>
    Task<Guid?> QueueDigestsAsync(Guid after, int limit, DateTimeOffset now, CancellationToken ct);

    /// <summary>
    /// Marks hidden ones that are older than a day as read: those among the latest <paramref name="walked"/> unread of the next
    /// <paramref name="limit"/> people who have more than 100 unread, in the order of their ids.
    /// </summary>
    Task<ReaderPage> MarkHiddenAsync(Guid after, int limit, int walked, DateTimeOffset now, CancellationToken ct);

    /// <summary>Switches mail about activity off in the preferences of a person who has it on.</summary>
    Task EndDigestsAsync(Guid userId, CancellationToken ct);

    /// <summary>Deletes those that are older than they are kept. Answers how many.</summary>
    Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct);
}

/// <param name="StoppedAt">Where the walk ended before it had as many as wanted; null when there are no more, or it had.</param>
public sealed record NotificationWalk(IReadOnlyList<NotificationView> Shown, KeysetPosition? StoppedAt)
{
    /// <summary>What a request looks at, hidden ones included.</summary>
    public const int WalkedMax = 1000;
}

/// <param name="LastUser">The last of the people; null when there are no more.</param>
/// <param name="Marked">Notifications that were marked.</param>
public sealed record ReaderPage(Guid? LastUser, int Marked);
