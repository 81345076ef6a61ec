using Agora.Application.Common;
using Agora.Application.EventLog;
using Agora.Domain.Common;
using Agora.Domain.EventLog;

namespace Agora.Application.Streams;

/// <summary>What delivery to many readers asks the database, with the rights of the system. One statement each for all readers.</summary>
public interface IStreamRepository
{
    /// <summary>Events after a position, regardless of who may see them.</summary>
    Task<Result<LoggedEvents>> ReadAsync(EventPosition after, int limit, CancellationToken ct);

    /// <summary>Whether readers see events.</summary>
    Task<IReadOnlyList<EventReader>> ReadersAsync(IReadOnlyList<LoggedEvent> events, IReadOnlyList<Reader> readers, CancellationToken ct);

    /// <summary>Which of the readers follow which of the owners.</summary>
    Task<IReadOnlyList<FollowedOwner>> FollowedAsync(IReadOnlyList<Guid> readers, IReadOnlyList<Guid> owners, CancellationToken ct);

    /// <summary>The sessions that are still valid, with the version of their account's rights.</summary>
    Task<IReadOnlyList<LiveSession>> LiveSessionsAsync(IReadOnlyList<Guid> sessions, CancellationToken ct);
}

public sealed record Reader(Guid UserId, ActorRole Role);

/// <param name="EventNumber">The id of the event in the log.</param>
/// <param name="ReaderId">Null for everyone without an entry of their own.</param>
public sealed record EventReader(long EventNumber, Guid? ReaderId, bool IsShown);

public sealed record FollowedOwner(Guid ReaderId, Guid OwnerId);

public sealed record LiveSession(Guid Id, int SecurityVersion);
