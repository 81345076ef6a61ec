using Agora.Domain.Common;
using Agora.Domain.EventLog;

namespace Agora.Application.EventLog;

public interface IEventLogRepository
{
    /// <summary>
    /// What the caller may see after a position, in the order of the log. Fewer than <paramref name="limit"/>, or none, does not mean that
    /// the log ends there. <see cref="EventErrors"/> for a position that cannot be read from.
    /// </summary>
    /// <param name="after">Null for the oldest that is kept.</param>
    /// <param name="types">Null for all.</param>
    Task<Result<LoggedEvents>> ListAsync(EventPosition? after, IReadOnlyList<string>? types, int limit, CancellationToken ct);

    /// <summary>Where the log ends now.</summary>
    Task<EventPosition> LatestAsync(CancellationToken ct);

    /// <summary>Puts what was committed into a batch. In a transaction of its own, since others wait for it.</summary>
    Task CloseBatchAsync(CancellationToken ct);

    /// <summary>Makes partitions ahead, and deletes what was kept for its time. How many it made or deleted.</summary>
    Task<int> PurgeAsync(TimeSpan kept, int most, CancellationToken ct);
}

/// <param name="Position">Behind all that was looked at, shown or not.</param>
/// <param name="HasMore">Whether there may be more behind the position.</param>
public sealed record LoggedEvents(IReadOnlyList<LoggedEvent> Items, EventPosition Position, bool HasMore);

/// <param name="Audience">As the database names it.</param>
public sealed record LoggedEvent(
    EventPosition Position,
    Guid EventId,
    string Type,
    string Audience,
    DateTimeOffset OccurredAt,
    Guid SubjectId,
    Guid? PostId,
    Guid? CommentId,
    Guid OwnerId,
    Guid? UserId,
    int? Version)
{
    /// <summary>As readers see it.</summary>
    public EventView ToView() => new(
        EventId,
        Position.ToString(),
        Type,
        OccurredAt,
        SubjectId,
        PostId,
        CommentId,
        EventAudiences.NameOwner(Audience) ? OwnerId : null,
        UserId,
        Version);
}
