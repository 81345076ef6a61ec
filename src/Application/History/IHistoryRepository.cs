namespace Agora.Application.History;

/// <param name="Number">Null when nothing is known of the time asked for.</param>
/// <param name="Oldest">The first version that can still be put together; changes before the history began are unknown.</param>
/// <param name="Values">A JSON object.</param>
public sealed record StoredVersion(Guid OwnerId, int? Number, int Current, int Oldest, string Values);

/// <param name="Entry">Null when nothing is recorded.</param>
public sealed record StoredEntry(Guid OwnerId, VersionEntry? Entry);

public interface IHistoryRepository
{
    /// <summary>
    /// At most <paramref name="limit"/> versions older than one, newest first; empty when the thing is not there for the actor.
    /// </summary>
    Task<IReadOnlyList<StoredEntry>> ListAsync(HistorySubject subject, Guid id, int before, int limit, CancellationToken ct);

    /// <summary>
    /// The versions asked for, in that order: a number, or 0 for the present one, -1 for the one before. Empty when the thing is not there
    /// for the actor.
    /// </summary>
    Task<IReadOnlyList<StoredVersion>> VersionsAsync(HistorySubject subject, Guid id, IReadOnlyList<int> numbers, CancellationToken ct);

    /// <summary>The version of a time; null when the thing is not there for the actor.</summary>
    Task<StoredVersion?> AsOfAsync(HistorySubject subject, Guid id, DateTimeOffset at, CancellationToken ct);

    /// <summary>Makes the partitions of the coming months; how many were missing.</summary>
    Task<int> EnsurePartitionsAsync(int monthsAhead, CancellationToken ct);
}
